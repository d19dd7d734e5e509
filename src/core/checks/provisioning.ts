/** What a `provisioningState` means; absent counts as succeeded, an unknown word as running. */
export function provisioning(state: string | undefined): 'final' | 'running' | 'failed' {
  switch (state?.toLowerCase()) {
    case undefined:
    case '':
    case 'succeeded':
      return 'final';
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return 'running';
  }
}

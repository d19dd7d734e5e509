import type { VsCode } from './vsCode.mts';

/** Signs in at simulated Microsoft as a person does, from the tree's own button. */
export async function signIn({ tree, messages }: VsCode): Promise<void> {
  await tree.show('IoT Operations');
  await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
  await messages.answerDialog('wants to sign in using Microsoft', 'Allow');
}

import { quoteSh } from '../shell/quote';
import type { ExecPlugin } from './kubeconfig';

/** Names of variables whose values nobody should read over a shoulder. */
const secretName = /SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE/i;

/**
 * The program as a person agrees to it: what it is told by its environment, its name, its arguments.
 * Secrets among the variables are left out.
 */
export const pluginLine = ({ env, command, args }: ExecPlugin): string =>
  [
    ...env.map(({ name, value }) => `${name}=${secretName.test(name) ? '•••' : quoteSh(value)}`),
    ...[command, ...args].map(quoteSh),
  ].join(' ');

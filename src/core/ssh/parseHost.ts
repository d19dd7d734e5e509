import { t } from '@vscode/l10n';
import { visible } from '../model/visible';

/** A machine as ssh is told it: by address, or by a name that ssh or its configuration knows. */
export interface SshHost {
  /** Without the brackets of an IPv6 address. */
  readonly name: string;
  readonly user?: string;
  /** 1 to 65535; absent: as ssh has it. */
  readonly port?: number;
}

export type ParsedHost = { readonly host: SshHost } | { readonly problem: string };

const scheme = /^ssh:\/\//i;

/** Those of a domain have another @ in theirs; the last one ends the user for ssh. */
const userName = /^\w[\w.@+-]*$/;

/** As in DNS, with the underscore that names in files may have. */
const hostName =
  /^(?=.{1,253}$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.?$/i;

const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

/** With the interface of a link-local one behind a percent sign. */
function isIpv6(text: string): boolean {
  const [, address = ''] = /^([\da-f:.]+)(?:%[\w.-]+)?$/i.exec(text) ?? [];
  return address.includes(':') && URL.canParse(`http://[${address}]`);
}

interface Parts {
  readonly name: string;
  readonly isBracketed: boolean;
  /** As it is written. */
  readonly port?: string;
}

/** `name`, `name:port`, `[address]` or `[address]:port`. A bare IPv6 address is all name. */
function split(text: string): Parts {
  const [, address, after] = /^\[([^\]]*)\](?::(.*))?$/s.exec(text) ?? [];
  if (address !== undefined) {
    return { name: address, isBracketed: true, ...(after === undefined ? {} : { port: after }) };
  }
  const [, name, port] = /^([^:]*):([^:]*)$/s.exec(text) ?? [];
  return name === undefined || port === undefined
    ? { name: text, isBracketed: false }
    : { name, isBracketed: false, port };
}

function nameProblem({ name, isBracketed }: Parts): string | undefined {
  if (isBracketed || name.includes(':')) {
    return isIpv6(name) ? undefined : t('“{0}” is no IPv6 address.', visible(name, 60));
  }
  if (/^[\d.]+$/.test(name)) {
    return isIpv4(name) ? undefined : t('“{0}” is no IPv4 address.', visible(name, 60));
  }
  if (hostName.test(name)) return undefined;
  return t('“{0}” is no host name or address.', visible(name, 60));
}

/** Longer than any user with any host. */
const longest = 600;

function formProblem(text: string): string | undefined {
  if (text === '') return t('Type a host: node-01, iot@node-01 or ssh://iot@node-01:2222.');
  if (text.length > longest) return t('Too long for a host.');
  if (text.startsWith('-')) return t('A host does not begin with a hyphen.');
  if (/\s/.test(text)) return t('Type the host alone: no blanks, no options.');
  const [, other] = /^([a-z][a-z\d+.-]*):\/\//i.exec(text) ?? [];
  if (other !== undefined && !scheme.test(text)) {
    return t('A host is reached by ssh:// here, not by {0}://.', other);
  }
  return undefined;
}

/** What the user typed: `host`, `user@host` or `ssh://user@host:port`. */
export function parseHost(typed: string): ParsedHost {
  const text = typed.trim();
  const problem = formProblem(text);
  if (problem !== undefined) return { problem };
  const isAddress = scheme.test(text);
  const rest = isAddress ? text.replace(scheme, '').replace(/\/$/, '') : text;
  if (/[/?#\\]/.test(rest)) return { problem: t('Leave out what follows the host.') };
  const at = rest.lastIndexOf('@');
  const user = at < 0 ? undefined : rest.slice(0, at);
  const parts = split(rest.slice(at + 1));
  if (user?.includes(':')) {
    return { problem: t('Leave out the password: ssh asks for it in the terminal.') };
  }
  if (user !== undefined && !userName.test(user)) {
    return { problem: t('“{0}” is no user name.', visible(user, 60)) };
  }
  const wrong = nameProblem(parts);
  if (wrong !== undefined) return { problem: wrong };
  const { name, port } = parts;
  if (port !== undefined && !isAddress) {
    return { problem: t('Write ssh://{0} to name a port.', visible(text)) };
  }
  const number = port === undefined ? undefined : /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number !== undefined && (number < 1 || number > 65_535)) {
    return { problem: t('A port is a number from 1 to 65535.') };
  }
  return {
    host: {
      name,
      ...(user === undefined ? {} : { user }),
      ...(number === undefined ? {} : { port: number }),
    },
  };
}

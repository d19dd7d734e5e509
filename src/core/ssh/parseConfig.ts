/** A machine that the user's configuration of ssh has a name for. */
export interface ConfiguredHost {
  /** What ssh is told: it takes everything else from the configuration. */
  readonly alias: string;
  /** What stands in its own block, to be shown: `iot@10.0.0.5`. */
  readonly hostName?: string;
  readonly user?: string;
}

export interface SshConfig {
  /** In the order of the file; each alias once. */
  readonly hosts: readonly ConfiguredHost[];
  /** Patterns of other files, as they are written. */
  readonly includes: readonly string[];
}

/**
 * Names that are given to ssh as they are. Wildcards, negations, and what ssh itself refuses on its
 * command line, or would take for something else, are none.
 */
const plainAlias = /^[\p{L}\p{N}_][\p{L}\p{N}_.:%+-]*$/u;

/** More machines than anybody looks through. */
const mostHosts = 1_000;

/** The words of an argument list; those with blanks stand in double quotes. A `#` ends the list. */
function toWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"|([^\s"]+)/g)) {
    if (plain?.startsWith('#')) break;
    words.push(quoted ?? plain ?? '');
  }
  return words;
}

type Block = Omit<ConfiguredHost, 'alias'>;

/**
 * The machines of a configuration of ssh, and what it includes. Whatever else is in it, and whatever is
 * not understood, is passed over: it is ssh that reads it for good.
 *
 * @see https://man.openbsd.org/ssh_config
 */
export function parseConfig(text: string): SshConfig {
  const blocks = new Map<string, Block>();
  const includes: string[] = [];
  // Those of the block that the line is in.
  let aliases: readonly string[] = [];
  const put = (block: Block): void => {
    // The first value is the one that counts for ssh.
    for (const alias of aliases) blocks.set(alias, { ...block, ...blocks.get(alias) });
  };
  for (const line of text.split(/\r?\n/)) {
    const [, keyword = '', rest = ''] = /^\s*([a-z]+)(?:\s*=\s*|\s+)(.*)$/i.exec(line) ?? [];
    const words = toWords(rest);
    const [first] = words;
    switch (keyword.toLowerCase()) {
      case 'host':
        aliases = words
          .filter((word) => plainAlias.test(word))
          .slice(0, Math.max(0, mostHosts - blocks.size));
        put({});
        break;
      case 'match':
        aliases = [];
        break;
      case 'hostname':
        if (first !== undefined) put({ hostName: first });
        break;
      case 'user':
        if (first !== undefined) put({ user: first });
        break;
      case 'include':
        includes.push(...words);
        break;
    }
  }
  return { hosts: [...blocks].map(([alias, block]) => ({ alias, ...block })), includes };
}

/** What stands between these is for readers of the repository. */
const ofRepository = /<!-- repository -->.*?<!-- \/repository -->\n*/gs;

/**
 * The README as the Extensions view shows it: that loads no picture and follows no link of the
 * package, and draws no diagram.
 */
export const toPackagedReadme = (readme: string): string => readme.replace(ofRepository, '');

import { packExtension, vsixPath } from './package.mts';

await packExtension();
console.log(vsixPath);

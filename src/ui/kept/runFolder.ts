/** In the extension's folder of a user. Activation looks whether anything is in it. */
export const runFolder = 'runs';

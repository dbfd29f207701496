/** `require` for what is found when it runs. A bundle has one already, and node:module takes 2 ms before the first frame. */
export function runtimeRequire(): NodeJS.Require {
  return typeof require === 'function'
    ? require
    : process.getBuiltinModule('node:module').createRequire(import.meta.url)
}

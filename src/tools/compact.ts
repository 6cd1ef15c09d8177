/** An object without its undefined entries. */
export function compact<T extends object>(from: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T;
}

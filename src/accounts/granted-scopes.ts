/** Whether Microsoft has granted what a tool needs: by name, or by the permission that includes it. */

/**
 * Needed scopes that nothing granted covers. `X.ReadWrite` includes `X.Read` (Microsoft Graph permissions reference, "Permission naming
 * pattern"); a tenant that consents for everybody often grants only the larger one.
 */
export function scopesLacking(needed: readonly string[], granted: readonly string[]): readonly string[] {
  return needed.filter((scope) => !granted.includes(scope) && !granted.includes(scope.replace(/\.Read(?=\.|$)/, ".ReadWrite")));
}

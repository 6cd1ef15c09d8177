/** A migration as text, inlined by the test bundler. */
declare module "*.sql?raw" {
  const text: string;
  export default text;
}

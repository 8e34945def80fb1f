/** esbuild embeds scripts as text. */
declare module "*.sh" {
  const text: string;
  export default text;
}

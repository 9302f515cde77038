// Style sheets are bundled beside the script.
declare module "*.css";

// Made of the package world-atlas while it is bundled: see outlines.mjs.
declare module "outlines:countries" {
  const text: string;
  export default text;
}

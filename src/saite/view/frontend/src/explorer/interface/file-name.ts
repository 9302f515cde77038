// Names of files that somebody saves.

/** Make a name for files of a title: letters, digits and hyphens. */
export function fileName(title: string): string {
  const name = title.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return name.slice(0, 80).toLowerCase() || "network";
}

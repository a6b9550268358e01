const APP = new URL("../../pwa/", import.meta.url);

/**
 * The modules in a folder of pwa/ and in its rooms, by their paths from pwa/.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function modules(folder) {
  return [...Deno.readDirSync(new URL(folder, APP))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return modules(path);
    return name.endsWith(".js") ? [path] : [];
  });
}

/**
 * What is written in one of them.
 *
 * @param {string} path
 */
export const source = (path) => Deno.readTextFileSync(new URL(path, APP));

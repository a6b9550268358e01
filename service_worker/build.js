/**
 * What this worker was built from. The asset pipeline writes the real one into the generated file;
 * this one stands in where the sources are read as they are (editors, type checks, tests).
 * @type {{version: string, precache: string[]}}
 */
export const BUILD = { version: "unbuilt", precache: [] };

// `npm pack` here would pack TypeScript, which Node.js does not run in node_modules.
console.error(
	"This folder has the sources. Pack what is made of them, from the root: node packages/producer/scripts/build.mjs && npm pack ./packages/producer/dist",
);
process.exit(1);

/** Regenerates everything that is derived: API types, embedded scripts, reference pages. */
import { generateApiTypes } from "./generate/api-types";
import { generateReference } from "./generate/reference";
import { generateScripts } from "./generate/scripts";
import { generateShapes } from "./generate/shapes";

async function main(): Promise<void> {
  await generateApiTypes();
  await generateShapes();
  await generateScripts();
  await generateReference();
}

void main();

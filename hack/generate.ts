/** Regenerates everything that is derived: API types, embedded scripts, reference pages. */
import { generateApiTypes } from "./generate/api-types";
import { generateReference } from "./generate/reference";
import { generateScripts } from "./generate/scripts";

async function main(): Promise<void> {
  await generateApiTypes();
  await generateScripts();
  await generateReference();
}

void main();

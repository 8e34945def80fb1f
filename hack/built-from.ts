/** Prints what names the sources of a build: `npm run build` leaves it in dist/ for whoever would build the same again. */
import { digestOfSources } from "./demo/build";

console.log(digestOfSources());

/** Starts a farm and leaves it behind: whoever runs this kills it. usage: tsx abandoned.ts FOLDER */
import { startFarm } from "../../../hack/farm/start";

void startFarm({ servers: 2, name: "left", folder: process.argv[2] ?? "" }).then(() => {
  process.stdout.write("up\n");
  setInterval(() => undefined, 1_000);
});

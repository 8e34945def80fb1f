import { parseLookEntry } from "../../../lib/bootstrap/look-entry";
import { GOOD_LOOK } from "../../fakes/simulated-server";

describe("parseLookEntry", () => {
  it.each(GOOD_LOOK)("reads $event", entry => {
    expect(parseLookEntry(JSON.stringify(entry))).toMatchObject({ event: entry["event"] });
  });

  it.each(["", "{", "{}", '{"event":"looked","step":"a","state":"Applied"}'])(
    "takes nothing else: %s",
    line => {
      expect(parseLookEntry(line)).toBeUndefined();
    },
  );
});

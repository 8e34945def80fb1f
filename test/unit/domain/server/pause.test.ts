import { pauseOf } from "../../../../lib/domain/server/pause";
import { anObject, aServer } from "../../../fakes/samples";

describe("pauseOf", () => {
  it("names the Server that is paused, and how that is taken back", () => {
    expect(pauseOf(aServer({ spec: { paused: true } }), false)).toEqual({
      reason: "Paused",
      object: anObject("Server dc1/w1"),
      message: "the Server is paused; set its spec.paused to false to go on",
    });
  });

  it.each([undefined, aServer(), aServer({ spec: { paused: true } })])(
    "names the settings first, whatever the Server says",
    server => {
      expect(pauseOf(server, true)).toMatchObject({
        reason: "Paused",
        object: anObject("ConfigMap pepr-system/stargate-config"),
      });
    },
  );

  it.each([undefined, aServer(), aServer({ spec: { paused: false } })])(
    "is nothing where nobody paused anything",
    server => {
      expect(pauseOf(server, false)).toBeUndefined();
    },
  );
});

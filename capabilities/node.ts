import { a, Capability } from "pepr";
import { SERVER_LABEL } from "../lib/api/names";
import { keyOf } from "../lib/domain/key";
import { keepLittle } from "../lib/runtime/lean-watches";
import { runtime } from "../lib/runtime/runtime";
import { watchDeletions } from "../lib/runtime/watch-deletions";

/** Nodes that are Servers: whoever waits for them looks again. */
export const nodes = new Capability({
  name: "nodes",
  description: "Follows the Nodes that Servers became.",
});

nodes
  .When(a.Node)
  .IsCreatedOrUpdated()
  .WithLabel(SERVER_LABEL)
  .Watch(node => {
    runtime().nodes.add(keyOf(node).name);
  });

watchDeletions(nodes);
keepLittle(nodes);

import { a, Capability } from "pepr";
import { SERVER_LABEL } from "../lib/api/names";
import { keyOf } from "../lib/domain/key";
import { runtime } from "../lib/runtime/runtime";

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

// A Node that is deleted is news, too. Pepr's words are "created or updated" and "deleted": two bindings, and each
// would open a watch and a cache of its own. Its watcher also knows any event of one watch, and that is "*".
for (const binding of nodes.bindings) {
  binding.event = "*" as typeof binding.event;
}

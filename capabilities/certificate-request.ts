import { a, Capability } from "pepr";
import { keyOf } from "../lib/domain/key";
import { keepLittle } from "../lib/runtime/lean-watches";
import { runtime } from "../lib/runtime/runtime";

/** Certificate requests of nodes that are joining. */
export const certificateRequests = new Capability({
  name: "certificate-requests",
  description: "Approves the client certificates of the nodes that operations join, and no others.",
});

certificateRequests
  .When(a.CertificateSigningRequest)
  .IsCreated()
  .Watch(request => {
    runtime().certificateRequests.add(keyOf(request).name);
  });

keepLittle(certificateRequests);

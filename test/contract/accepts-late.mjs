/** A host that answers no SYN for so many milliseconds, once its queue is full; says its port, and later its name. */
import { createServer } from "node:net";

const QUEUE = 1;

const server = createServer(socket => {
  socket.on("error", () => undefined);
  socket.write("SSH-2.0-late\r\n");
});
server.listen({ port: 0, host: "127.0.0.1", backlog: QUEUE }, () => {
  process.stdout.write(`${server.address().port}\n`, () => {
    // Nobody takes connections out of the queue meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.argv[2]));
  });
});

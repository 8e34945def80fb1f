/** A web server that answers with the status that the path begins with, and says its port. */
import { createServer } from "node:http";

const server = createServer(({ url = "" }, response) => {
  response.writeHead(Number(url.split("/")[1])).end();
});
server.listen(0, "127.0.0.1", () => {
  console.log(server.address().port);
});

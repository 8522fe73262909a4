// A relay that takes every mail and answers when it is told to.

import { createServer } from "node:net";

/// Listens on a free port. `hold` keeps the answers to mails back, `release` gives them and resolves to the time of the last one.
export async function relay() {
  const waiting = [];
  let isHeld = false;
  let lastAnswer = 0;

  const answer = (socket) => {
    socket.write("250 2.0.0 taken\r\n");
    lastAnswer = Date.now();
  };

  const server = createServer((socket) => {
    let rest = "";
    let inMail = false;
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.write("220 relay.figures.example ESMTP\r\n");
    socket.on("data", (piece) => {
      rest += piece.toString("latin1");
      for (;;) {
        if (inMail) {
          const end = rest.indexOf("\r\n.\r\n");
          if (end < 0) return;
          rest = rest.slice(end + 5);
          inMail = false;
          if (isHeld) waiting.push(socket);
          else answer(socket);
          continue;
        }
        const end = rest.indexOf("\r\n");
        if (end < 0) return;
        const [verb] = rest.slice(0, end).toUpperCase().split(" ");
        rest = rest.slice(end + 2);
        if (verb === "DATA") {
          inMail = true;
          socket.write("354 go on\r\n");
        } else if (verb === "QUIT") socket.end("221 bye\r\n");
        else if (verb === "EHLO") socket.write("250-relay.figures.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n");
        else socket.write("250 fine\r\n");
      }
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: server.address().port,
    hold() { isHeld = true; },
    get held() { return waiting.length; },
    release() {
      isHeld = false;
      for (const socket of waiting.splice(0)) answer(socket);
    },
    get lastAnswer() { return lastAnswer; },
    close() { server.close(); },
  };
}

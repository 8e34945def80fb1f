// Every case starts a shell in a namespace of its own.
jest.setTimeout(60_000);

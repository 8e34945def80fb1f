// Property tests try hundreds of cases.
jest.setTimeout(20_000);

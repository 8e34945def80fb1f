// Real programs start and stop; the lab may have to be brought up.
jest.setTimeout(120_000);

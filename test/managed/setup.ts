// Servers are installed, rebooted and waited for; every wait inside has a deadline of its own.
jest.setTimeout(600_000);

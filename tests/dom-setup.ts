import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A busy machine is slow; what is wrong does not become right by waiting.
configure({ asyncUtilTimeout: 20_000 });
afterEach(cleanup);

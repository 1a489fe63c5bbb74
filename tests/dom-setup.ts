import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A long timeout for busy machines, which cannot make a failing test pass.
configure({ asyncUtilTimeout: 20_000 });
afterEach(cleanup);

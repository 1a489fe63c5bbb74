import type { Server } from "node:http";

/** @throws Error that names the port when it is in use */
export function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new Error(`port ${port} is in use; choose another PORT`) : error),
    );
    http.listen(port, host, resolve);
  });
}

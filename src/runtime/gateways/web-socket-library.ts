/** Whether the gateways' native library loads on this host. Owns nothing; for `bookcast doctor`. Cold. */

/** Rejects with the loader's reason. Only when asked: the main thread of a server never loads it. */
export const loadWebSocketLibrary = (): Promise<unknown> => import('../../gateway/uws.js');

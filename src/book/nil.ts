/** No order, no level, no change: what a link or a search says when there is nothing. */
export const NIL = -1;

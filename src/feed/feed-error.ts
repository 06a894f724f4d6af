/** The error of the feed side, under the name the duty cycle and the runtime use. Defined with the transports. */
export { FeedError, type FeedErrorCode, type FeedErrorDetail } from './source/feed-error.js';

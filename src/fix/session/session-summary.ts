/** What a session counts since it was made, for metrics and the operator. Plain numbers; the session alone writes. */
export class SessionSummary {
  logons = 0;
  /** Logons that we refused or that were refused. */
  logonsRefused = 0;
  messagesIn = 0;
  messagesOut = 0;
  applicationIn = 0;
  applicationOut = 0;
  resendRequestsSent = 0;
  resendRequestsReceived = 0;
  gapFillsSent = 0;
  gapFillsReceived = 0;
  /** Messages sent again, with 43=Y. */
  resent = 0;
  rejectsSent = 0;
  rejectsReceived = 0;
  businessRejectsSent = 0;
  garbled = 0;
  /** Messages with 43=Y that had been processed before, and were ignored. */
  duplicates = 0;
  testRequestsSent = 0;
  heartbeatsSent = 0;
  sequenceResets = 0;
  queueMessagesMax = 0;
  queueBytesMax = 0;
}

/**
 * Header, trailer, session and market-data messages of FIX 4.2.
 * Data of the FIX standard; the notation is explained in ../messages-notation.ts. Any thread.
 */
export const MESSAGES_42 = `
header: BeginString! BodyLength! MsgType! SenderCompID! TargetCompID! OnBehalfOfCompID DeliverToCompID
    SecureDataLen SecureData MsgSeqNum! SenderSubID SenderLocationID TargetSubID TargetLocationID
    OnBehalfOfSubID OnBehalfOfLocationID DeliverToSubID DeliverToLocationID PossDupFlag PossResend SendingTime!
    OrigSendingTime XmlDataLen XmlData MessageEncoding LastMsgSeqNumProcessed OnBehalfOfSendingTime
trailer: SignatureLength Signature CheckSum!
message 0 Heartbeat: TestReqID
message 1 TestRequest: TestReqID!
message 2 ResendRequest: BeginSeqNo! EndSeqNo!
message 3 Reject: RefSeqNum! RefTagID RefMsgType SessionRejectReason Text EncodedTextLen EncodedText
message 4 SequenceReset: GapFillFlag NewSeqNo!
message 5 Logout: Text EncodedTextLen EncodedText
message A Logon: EncryptMethod! HeartBtInt! RawDataLength RawData ResetSeqNumFlag MaxMessageSize
    NoMsgTypes(RefMsgType MsgDirection)
message V MarketDataRequest: MDReqID! SubscriptionRequestType! MarketDepth! MDUpdateType AggregatedBook
    NoMDEntryTypes!(MDEntryType!) NoRelatedSym!(Symbol! SymbolSfx SecurityID IDSource SecurityType
    MaturityMonthYear MaturityDay PutOrCall StrikePrice OptAttribute ContractMultiplier CouponRate
    SecurityExchange Issuer EncodedIssuerLen EncodedIssuer SecurityDesc EncodedSecurityDescLen
    EncodedSecurityDesc TradingSessionID)
message W MarketDataSnapshotFullRefresh: MDReqID Symbol! SymbolSfx SecurityID IDSource SecurityType
    MaturityMonthYear MaturityDay PutOrCall StrikePrice OptAttribute ContractMultiplier CouponRate
    SecurityExchange Issuer EncodedIssuerLen EncodedIssuer SecurityDesc EncodedSecurityDescLen
    EncodedSecurityDesc FinancialStatus CorporateAction TotalVolumeTraded NoMDEntries!(MDEntryType! MDEntryPx!
    Currency MDEntrySize MDEntryDate MDEntryTime TickDirection MDMkt TradingSessionID QuoteCondition
    TradeCondition MDEntryOriginator LocationID DeskID OpenCloseSettleFlag TimeInForce ExpireDate ExpireTime
    MinQty ExecInst SellerDays OrderID QuoteEntryID MDEntryBuyer MDEntrySeller NumberOfOrders MDEntryPositionNo
    Text EncodedTextLen EncodedText)
message X MarketDataIncrementalRefresh: MDReqID NoMDEntries!(MDUpdateAction! DeleteReason MDEntryType MDEntryID
    MDEntryRefID Symbol SymbolSfx SecurityID IDSource SecurityType MaturityMonthYear MaturityDay PutOrCall
    StrikePrice OptAttribute ContractMultiplier CouponRate SecurityExchange Issuer EncodedIssuerLen
    EncodedIssuer SecurityDesc EncodedSecurityDescLen EncodedSecurityDesc FinancialStatus CorporateAction
    MDEntryPx Currency MDEntrySize MDEntryDate MDEntryTime TickDirection MDMkt TradingSessionID QuoteCondition
    TradeCondition MDEntryOriginator LocationID DeskID OpenCloseSettleFlag TimeInForce ExpireDate ExpireTime
    MinQty ExecInst SellerDays OrderID QuoteEntryID MDEntryBuyer MDEntrySeller NumberOfOrders MDEntryPositionNo
    TotalVolumeTraded Text EncodedTextLen EncodedText)
message Y MarketDataRequestReject: MDReqID! MDReqRejReason Text EncodedTextLen EncodedText
message c SecurityDefinitionRequest: SecurityReqID! SecurityRequestType! Symbol SymbolSfx SecurityID IDSource
    SecurityType MaturityMonthYear MaturityDay PutOrCall StrikePrice OptAttribute ContractMultiplier CouponRate
    SecurityExchange Issuer EncodedIssuerLen EncodedIssuer SecurityDesc EncodedSecurityDescLen
    EncodedSecurityDesc Currency Text EncodedTextLen EncodedText TradingSessionID NoRelatedSym(UnderlyingSymbol
    UnderlyingSymbolSfx UnderlyingSecurityID UnderlyingIDSource UnderlyingSecurityType
    UnderlyingMaturityMonthYear UnderlyingMaturityDay UnderlyingPutOrCall UnderlyingStrikePrice
    UnderlyingOptAttribute UnderlyingContractMultiplier UnderlyingCouponRate UnderlyingSecurityExchange
    UnderlyingIssuer EncodedUnderlyingIssuerLen EncodedUnderlyingIssuer UnderlyingSecurityDesc
    EncodedUnderlyingSecurityDescLen EncodedUnderlyingSecurityDesc RatioQty Side UnderlyingCurrency)
message d SecurityDefinition: SecurityReqID! SecurityResponseID! SecurityResponseType TotalNumSecurities! Symbol
    SymbolSfx SecurityID IDSource SecurityType MaturityMonthYear MaturityDay PutOrCall StrikePrice OptAttribute
    ContractMultiplier CouponRate SecurityExchange Issuer EncodedIssuerLen EncodedIssuer SecurityDesc
    EncodedSecurityDescLen EncodedSecurityDesc Currency TradingSessionID Text EncodedTextLen EncodedText
    NoRelatedSym(UnderlyingSymbol UnderlyingSymbolSfx UnderlyingSecurityID UnderlyingIDSource
    UnderlyingSecurityType UnderlyingMaturityMonthYear UnderlyingMaturityDay UnderlyingPutOrCall
    UnderlyingStrikePrice UnderlyingOptAttribute UnderlyingContractMultiplier UnderlyingCouponRate
    UnderlyingSecurityExchange UnderlyingIssuer EncodedUnderlyingIssuerLen EncodedUnderlyingIssuer
    UnderlyingSecurityDesc EncodedUnderlyingSecurityDescLen EncodedUnderlyingSecurityDesc RatioQty Side
    UnderlyingCurrency)
message e SecurityStatusRequest: SecurityStatusReqID! Symbol! SymbolSfx SecurityID IDSource SecurityType
    MaturityMonthYear MaturityDay PutOrCall StrikePrice OptAttribute ContractMultiplier CouponRate
    SecurityExchange Issuer EncodedIssuerLen EncodedIssuer SecurityDesc EncodedSecurityDescLen
    EncodedSecurityDesc Currency SubscriptionRequestType! TradingSessionID
message f SecurityStatus: SecurityStatusReqID Symbol! SymbolSfx SecurityID IDSource SecurityType
    MaturityMonthYear MaturityDay PutOrCall StrikePrice OptAttribute ContractMultiplier CouponRate
    SecurityExchange Issuer EncodedIssuerLen EncodedIssuer SecurityDesc EncodedSecurityDescLen
    EncodedSecurityDesc Currency TradingSessionID UnsolicitedIndicator SecurityTradingStatus FinancialStatus
    CorporateAction HaltReasonChar InViewOfCommon DueToRelated BuyVolume SellVolume HighPx LowPx LastPx
    TransactTime Adjustment
message g TradingSessionStatusRequest: TradSesReqID! TradingSessionID TradSesMethod TradSesMode
    SubscriptionRequestType!
message h TradingSessionStatus: TradSesReqID TradingSessionID! TradSesMethod TradSesMode UnsolicitedIndicator
    TradSesStatus! TradSesStartTime TradSesOpenTime TradSesPreCloseTime TradSesCloseTime TradSesEndTime
    TotalVolumeTraded Text EncodedTextLen EncodedText
message j BusinessMessageReject: RefSeqNum RefMsgType! BusinessRejectRefID BusinessRejectReason! Text
    EncodedTextLen EncodedText
`;

/**
 * Header, trailer, session and market-data messages of FIX 4.4.
 * Data of the FIX standard; the notation is explained in ../messages-notation.ts. Any thread.
 */
export const MESSAGES_44 = `
header: BeginString! BodyLength! MsgType! SenderCompID! TargetCompID! OnBehalfOfCompID DeliverToCompID
    SecureDataLen SecureData MsgSeqNum! SenderSubID SenderLocationID TargetSubID TargetLocationID
    OnBehalfOfSubID OnBehalfOfLocationID DeliverToSubID DeliverToLocationID PossDupFlag PossResend SendingTime!
    OrigSendingTime XmlDataLen XmlData MessageEncoding LastMsgSeqNumProcessed NoHops(HopCompID HopSendingTime
    HopRefID)
trailer: SignatureLength Signature CheckSum!
block Instrument: Symbol SymbolSfx SecurityID SecurityIDSource NoSecurityAltID(SecurityAltID
    SecurityAltIDSource) Product CFICode SecurityType SecuritySubType MaturityMonthYear MaturityDate PutOrCall
    CouponPaymentDate IssueDate RepoCollateralSecurityType RepurchaseTerm RepurchaseRate Factor CreditRating
    InstrRegistry CountryOfIssue StateOrProvinceOfIssue LocaleOfIssue RedemptionDate StrikePrice StrikeCurrency
    OptAttribute ContractMultiplier CouponRate SecurityExchange Issuer EncodedIssuerLen EncodedIssuer
    SecurityDesc EncodedSecurityDescLen EncodedSecurityDesc Pool ContractSettlMonth CPProgram CPRegType
    NoEvents(EventType EventDate EventPx EventText) DatedDate InterestAccrualDate
block UnderlyingInstrument: UnderlyingSymbol UnderlyingSymbolSfx UnderlyingSecurityID UnderlyingSecurityIDSource
    NoUnderlyingSecurityAltID(UnderlyingSecurityAltID UnderlyingSecurityAltIDSource) UnderlyingProduct
    UnderlyingCFICode UnderlyingSecurityType UnderlyingSecuritySubType UnderlyingMaturityMonthYear
    UnderlyingMaturityDate UnderlyingPutOrCall UnderlyingCouponPaymentDate UnderlyingIssueDate
    UnderlyingRepoCollateralSecurityType UnderlyingRepurchaseTerm UnderlyingRepurchaseRate UnderlyingFactor
    UnderlyingCreditRating UnderlyingInstrRegistry UnderlyingCountryOfIssue UnderlyingStateOrProvinceOfIssue
    UnderlyingLocaleOfIssue UnderlyingRedemptionDate UnderlyingStrikePrice UnderlyingStrikeCurrency
    UnderlyingOptAttribute UnderlyingContractMultiplier UnderlyingCouponRate UnderlyingSecurityExchange
    UnderlyingIssuer EncodedUnderlyingIssuerLen EncodedUnderlyingIssuer UnderlyingSecurityDesc
    EncodedUnderlyingSecurityDescLen EncodedUnderlyingSecurityDesc UnderlyingCPProgram UnderlyingCPRegType
    UnderlyingCurrency UnderlyingQty UnderlyingPx UnderlyingDirtyPrice UnderlyingEndPrice UnderlyingStartValue
    UnderlyingCurrentValue UnderlyingEndValue NoUnderlyingStips(UnderlyingStipType UnderlyingStipValue)
block UndInstrmtGrp: NoUnderlyings(+UnderlyingInstrument)
block InstrumentLeg: LegSymbol LegSymbolSfx LegSecurityID LegSecurityIDSource
    NoLegSecurityAltID(LegSecurityAltID LegSecurityAltIDSource) LegProduct LegCFICode LegSecurityType
    LegSecuritySubType LegMaturityMonthYear LegMaturityDate LegCouponPaymentDate LegIssueDate
    LegRepoCollateralSecurityType LegRepurchaseTerm LegRepurchaseRate LegFactor LegCreditRating LegInstrRegistry
    LegCountryOfIssue LegStateOrProvinceOfIssue LegLocaleOfIssue LegRedemptionDate LegStrikePrice
    LegStrikeCurrency LegOptAttribute LegContractMultiplier LegCouponRate LegSecurityExchange LegIssuer
    EncodedLegIssuerLen EncodedLegIssuer LegSecurityDesc EncodedLegSecurityDescLen EncodedLegSecurityDesc
    LegRatioQty LegSide LegCurrency LegPool LegDatedDate LegContractSettlMonth LegInterestAccrualDate
block InstrmtLegGrp: NoLegs(+InstrumentLeg)
block InstrumentExtension: DeliveryForm PctAtRisk NoInstrAttrib(InstrAttribType InstrAttribValue)
block FinancingDetails: AgreementDesc AgreementID AgreementDate AgreementCurrency TerminationType StartDate
    EndDate DeliveryType MarginRatio
message 0 Heartbeat: TestReqID
message 1 TestRequest: TestReqID!
message 2 ResendRequest: BeginSeqNo! EndSeqNo!
message 3 Reject: RefSeqNum! RefTagID RefMsgType SessionRejectReason Text EncodedTextLen EncodedText
message 4 SequenceReset: GapFillFlag NewSeqNo!
message 5 Logout: Text EncodedTextLen EncodedText
message A Logon: EncryptMethod! HeartBtInt! RawDataLength RawData ResetSeqNumFlag NextExpectedMsgSeqNum
    MaxMessageSize NoMsgTypes(RefMsgType MsgDirection) TestMessageIndicator Username Password
message V MarketDataRequest: MDReqID! SubscriptionRequestType! MarketDepth! MDUpdateType AggregatedBook
    OpenCloseSettlFlag Scope MDImplicitDelete NoMDEntryTypes!(MDEntryType!) NoRelatedSym!(+Instrument!
    +UndInstrmtGrp +InstrmtLegGrp) NoTradingSessions(TradingSessionID TradingSessionSubID) ApplQueueAction
    ApplQueueMax
message W MarketDataSnapshotFullRefresh: MDReqID +Instrument! +UndInstrmtGrp +InstrmtLegGrp FinancialStatus
    CorporateAction NetChgPrevDay NoMDEntries!(MDEntryType! MDEntryPx Currency MDEntrySize MDEntryDate
    MDEntryTime TickDirection MDMkt TradingSessionID TradingSessionSubID QuoteCondition TradeCondition
    MDEntryOriginator LocationID DeskID OpenCloseSettlFlag TimeInForce ExpireDate ExpireTime MinQty ExecInst
    SellerDays OrderID QuoteEntryID MDEntryBuyer MDEntrySeller NumberOfOrders MDEntryPositionNo Scope PriceDelta
    Text EncodedTextLen EncodedText) ApplQueueDepth ApplQueueResolution
message X MarketDataIncrementalRefresh: MDReqID NoMDEntries!(MDUpdateAction! DeleteReason MDEntryType MDEntryID
    MDEntryRefID +Instrument +UndInstrmtGrp +InstrmtLegGrp FinancialStatus CorporateAction MDEntryPx Currency
    MDEntrySize MDEntryDate MDEntryTime TickDirection MDMkt TradingSessionID TradingSessionSubID QuoteCondition
    TradeCondition MDEntryOriginator LocationID DeskID OpenCloseSettlFlag TimeInForce ExpireDate ExpireTime
    MinQty ExecInst SellerDays OrderID QuoteEntryID MDEntryBuyer MDEntrySeller NumberOfOrders MDEntryPositionNo
    Scope PriceDelta NetChgPrevDay Text EncodedTextLen EncodedText) ApplQueueDepth ApplQueueResolution
message Y MarketDataRequestReject: MDReqID! MDReqRejReason NoAltMDSource(AltMDSourceID) Text EncodedTextLen
    EncodedText
message c SecurityDefinitionRequest: SecurityReqID! SecurityRequestType! +Instrument +InstrumentExtension
    +UndInstrmtGrp Currency Text EncodedTextLen EncodedText TradingSessionID TradingSessionSubID +InstrmtLegGrp
    ExpirationCycle SubscriptionRequestType
message d SecurityDefinition: SecurityReqID! SecurityResponseID! SecurityResponseType! +Instrument
    +InstrumentExtension +UndInstrmtGrp Currency TradingSessionID TradingSessionSubID Text EncodedTextLen
    EncodedText +InstrmtLegGrp ExpirationCycle RoundLot MinTradeVol
message e SecurityStatusRequest: SecurityStatusReqID! +Instrument! +InstrumentExtension +UndInstrmtGrp
    +InstrmtLegGrp Currency SubscriptionRequestType! TradingSessionID TradingSessionSubID
message f SecurityStatus: SecurityStatusReqID +Instrument! +InstrumentExtension +UndInstrmtGrp +InstrmtLegGrp
    Currency TradingSessionID TradingSessionSubID UnsolicitedIndicator SecurityTradingStatus FinancialStatus
    CorporateAction HaltReasonChar InViewOfCommon DueToRelated BuyVolume SellVolume HighPx LowPx LastPx
    TransactTime Adjustment Text EncodedTextLen EncodedText
message g TradingSessionStatusRequest: TradSesReqID! TradingSessionID TradingSessionSubID TradSesMethod
    TradSesMode SubscriptionRequestType!
message h TradingSessionStatus: TradSesReqID TradingSessionID! TradingSessionSubID TradSesMethod TradSesMode
    UnsolicitedIndicator TradSesStatus! TradSesStatusRejReason TradSesStartTime TradSesOpenTime
    TradSesPreCloseTime TradSesCloseTime TradSesEndTime TotalVolumeTraded Text EncodedTextLen EncodedText
message x SecurityListRequest: SecurityReqID! SecurityListRequestType! +Instrument +InstrumentExtension
    +FinancingDetails +UndInstrmtGrp +InstrmtLegGrp Currency Text EncodedTextLen EncodedText TradingSessionID
    TradingSessionSubID SubscriptionRequestType
message y SecurityList: SecurityReqID! SecurityResponseID! SecurityRequestResult! TotNoRelatedSym LastFragment
    NoRelatedSym(+Instrument +InstrumentExtension +FinancingDetails +UndInstrmtGrp Currency
    NoStipulations(StipulationType StipulationValue) NoLegs(+InstrumentLeg LegSwapType LegSettlType
    NoLegStipulations(LegStipulationType LegStipulationValue) LegBenchmarkCurveCurrency LegBenchmarkCurveName
    LegBenchmarkCurvePoint LegBenchmarkPrice LegBenchmarkPriceType) Spread BenchmarkCurveCurrency
    BenchmarkCurveName BenchmarkCurvePoint BenchmarkPrice BenchmarkPriceType BenchmarkSecurityID
    BenchmarkSecurityIDSource YieldType Yield YieldCalcDate YieldRedemptionDate YieldRedemptionPrice
    YieldRedemptionPriceType RoundLot MinTradeVol TradingSessionID TradingSessionSubID ExpirationCycle Text
    EncodedTextLen EncodedText)
message j BusinessMessageReject: RefSeqNum RefMsgType! BusinessRejectRefID BusinessRejectReason! Text
    EncodedTextLen EncodedText
message AA DerivativeSecurityList: SecurityReqID! SecurityResponseID! SecurityRequestResult!
    +UnderlyingInstrument TotNoRelatedSym LastFragment NoRelatedSym(+Instrument Currency ExpirationCycle
    +InstrumentExtension +InstrmtLegGrp TradingSessionID TradingSessionSubID Text EncodedTextLen EncodedText)
`;

/**
 * Header, trailer, session and market-data messages of FIXT 1.1 and FIX 5.0 SP2.
 * Data of the FIX standard; the notation is explained in ../messages-notation.ts. Any thread.
 */
export const MESSAGES_50 = `
header: BeginString! BodyLength! MsgType! ApplVerID ApplExtID CstmApplVerID SenderCompID! TargetCompID!
    OnBehalfOfCompID DeliverToCompID SecureDataLen SecureData MsgSeqNum! SenderSubID SenderLocationID
    TargetSubID TargetLocationID OnBehalfOfSubID OnBehalfOfLocationID DeliverToSubID DeliverToLocationID
    PossDupFlag PossResend SendingTime! OrigSendingTime XmlDataLen XmlData MessageEncoding
    LastMsgSeqNumProcessed NoHops(HopCompID HopSendingTime HopRefID)
trailer: SignatureLength Signature CheckSum!
block Parties: NoPartyIDs(PartyID PartyIDSource PartyRole NoPartySubIDs(PartySubID PartySubIDType))
block Instrument: Symbol SymbolSfx SecurityID SecurityIDSource NoSecurityAltID(SecurityAltID
    SecurityAltIDSource) Product ProductComplex SecurityGroup CFICode SecurityType SecuritySubType
    MaturityMonthYear MaturityDate MaturityTime SettleOnOpenFlag InstrmtAssignmentMethod SecurityStatus
    CouponPaymentDate IssueDate RepoCollateralSecurityType RepurchaseTerm RepurchaseRate Factor CreditRating
    InstrRegistry CountryOfIssue StateOrProvinceOfIssue LocaleOfIssue RedemptionDate StrikePrice StrikeCurrency
    StrikeMultiplier StrikeValue OptAttribute ContractMultiplier MinPriceIncrement MinPriceIncrementAmount
    UnitOfMeasure UnitOfMeasureQty PriceUnitOfMeasure PriceUnitOfMeasureQty SettlMethod ExerciseStyle
    OptPayoutAmount PriceQuoteMethod ValuationMethod ListMethod CapPrice FloorPrice PutOrCall FlexibleIndicator
    FlexProductEligibilityIndicator TimeUnit CouponRate SecurityExchange PositionLimit NTPositionLimit Issuer
    EncodedIssuerLen EncodedIssuer SecurityDesc EncodedSecurityDescLen EncodedSecurityDesc SecurityXMLLen
    SecurityXML SecurityXMLSchema Pool ContractSettlMonth CPProgram CPRegType NoEvents(EventType EventDate
    EventTime EventPx EventText) DatedDate InterestAccrualDate NoInstrumentParties(InstrumentPartyID
    InstrumentPartyIDSource InstrumentPartyRole NoInstrumentPartySubIDs(InstrumentPartySubID
    InstrumentPartySubIDType)) NoComplexEvents(ComplexEventType ComplexOptPayoutAmount ComplexEventPrice
    ComplexEventPriceBoundaryMethod ComplexEventPriceBoundaryPrecision ComplexEventPriceTimeType
    ComplexEventCondition NoComplexEventDates(ComplexEventStartDate ComplexEventEndDate
    NoComplexEventTimes(ComplexEventStartTime ComplexEventEndTime))) ContractMultiplierUnit FlowScheduleType
    RestructuringType Seniority NotionalPercentageOutstanding OriginalNotionalPercentageOutstanding
    AttachmentPoint DetachmentPoint StrikePriceDeterminationMethod StrikePriceBoundaryMethod
    StrikePriceBoundaryPrecision UnderlyingPriceDeterminationMethod OptPayoutType
block UnderlyingInstrument: UnderlyingSymbol UnderlyingSymbolSfx UnderlyingSecurityID UnderlyingSecurityIDSource
    NoUnderlyingSecurityAltID(UnderlyingSecurityAltID UnderlyingSecurityAltIDSource) UnderlyingProduct
    UnderlyingCFICode UnderlyingSecurityType UnderlyingSecuritySubType UnderlyingMaturityMonthYear
    UnderlyingMaturityDate UnderlyingMaturityTime UnderlyingCouponPaymentDate UnderlyingIssueDate
    UnderlyingRepoCollateralSecurityType UnderlyingRepurchaseTerm UnderlyingRepurchaseRate UnderlyingFactor
    UnderlyingCreditRating UnderlyingInstrRegistry UnderlyingCountryOfIssue UnderlyingStateOrProvinceOfIssue
    UnderlyingLocaleOfIssue UnderlyingRedemptionDate UnderlyingStrikePrice UnderlyingStrikeCurrency
    UnderlyingOptAttribute UnderlyingContractMultiplier UnderlyingUnitOfMeasure UnderlyingUnitOfMeasureQty
    UnderlyingPriceUnitOfMeasure UnderlyingPriceUnitOfMeasureQty UnderlyingTimeUnit UnderlyingExerciseStyle
    UnderlyingCouponRate UnderlyingSecurityExchange UnderlyingIssuer EncodedUnderlyingIssuerLen
    EncodedUnderlyingIssuer UnderlyingSecurityDesc EncodedUnderlyingSecurityDescLen
    EncodedUnderlyingSecurityDesc UnderlyingCPProgram UnderlyingCPRegType UnderlyingAllocationPercent
    UnderlyingCurrency UnderlyingQty UnderlyingSettlementType UnderlyingCashAmount UnderlyingCashType
    UnderlyingPx UnderlyingDirtyPrice UnderlyingEndPrice UnderlyingStartValue UnderlyingCurrentValue
    UnderlyingEndValue NoUnderlyingStips(UnderlyingStipType UnderlyingStipValue) UnderlyingAdjustedQuantity
    UnderlyingFXRate UnderlyingFXRateCalc UnderlyingCapValue
    NoUndlyInstrumentParties(UnderlyingInstrumentPartyID UnderlyingInstrumentPartyIDSource
    UnderlyingInstrumentPartyRole NoUndlyInstrumentPartySubIDs(UnderlyingInstrumentPartySubID
    UnderlyingInstrumentPartySubIDType)) UnderlyingSettlMethod UnderlyingPutOrCall
    UnderlyingContractMultiplierUnit UnderlyingFlowScheduleType UnderlyingRestructuringType UnderlyingSeniority
    UnderlyingNotionalPercentageOutstanding UnderlyingOriginalNotionalPercentageOutstanding
    UnderlyingAttachmentPoint UnderlyingDetachmentPoint
block UndInstrmtGrp: NoUnderlyings(+UnderlyingInstrument)
block InstrumentLeg: LegSymbol LegSymbolSfx LegSecurityID LegSecurityIDSource
    NoLegSecurityAltID(LegSecurityAltID LegSecurityAltIDSource) LegProduct LegCFICode LegSecurityType
    LegSecuritySubType LegMaturityMonthYear LegMaturityDate LegMaturityTime LegCouponPaymentDate LegIssueDate
    LegRepoCollateralSecurityType LegRepurchaseTerm LegRepurchaseRate LegFactor LegCreditRating LegInstrRegistry
    LegCountryOfIssue LegStateOrProvinceOfIssue LegLocaleOfIssue LegRedemptionDate LegStrikePrice
    LegStrikeCurrency LegOptAttribute LegContractMultiplier LegUnitOfMeasure LegUnitOfMeasureQty
    LegPriceUnitOfMeasure LegPriceUnitOfMeasureQty LegTimeUnit LegExerciseStyle LegCouponRate
    LegSecurityExchange LegIssuer EncodedLegIssuerLen EncodedLegIssuer LegSecurityDesc EncodedLegSecurityDescLen
    EncodedLegSecurityDesc LegRatioQty LegSide LegCurrency LegPool LegDatedDate LegContractSettlMonth
    LegInterestAccrualDate LegPutOrCall LegOptionRatio LegContractMultiplierUnit LegFlowScheduleType
block InstrmtLegGrp: NoLegs(+InstrumentLeg)
block ApplicationSequenceControl: ApplID ApplSeqNum ApplLastSeqNum ApplResendFlag
block YieldData: YieldType Yield YieldCalcDate YieldRedemptionDate YieldRedemptionPrice YieldRedemptionPriceType
block SpreadOrBenchmarkCurveData: Spread BenchmarkCurveCurrency BenchmarkCurveName BenchmarkCurvePoint
    BenchmarkPrice BenchmarkPriceType BenchmarkSecurityID BenchmarkSecurityIDSource
block RateSource: NoRateSources(RateSource RateSourceType ReferencePage)
block InstrumentExtension: DeliveryForm PctAtRisk NoInstrAttrib(InstrAttribType InstrAttribValue)
block SecurityTradingRules: NoTickRules(StartTickPriceRange EndTickPriceRange TickIncrement TickRuleType)
    NoLotTypeRules(LotType MinLotSize) PriceLimitType LowLimitPrice HighLimitPrice TradingReferencePrice
    ExpirationCycle MinTradeVol MaxTradeVol MaxPriceVariation ImpliedMarketIndicator TradingCurrency RoundLot
    MultilegModel MultilegPriceMethod PriceType NoTradingSessionRules(TradingSessionID TradingSessionSubID
    NoOrdTypeRules(OrdType) NoTimeInForceRules(TimeInForce) NoExecInstRules(ExecInstValue)
    NoMatchRules(MatchAlgorithm MatchType) NoMDFeedTypes(MDFeedType MarketDepth MDBookType))
    NoNestedInstrAttrib(NestedInstrAttribType NestedInstrAttribValue)
block StrikeRules: NoStrikeRules(StrikeRuleID StartStrikePxRange EndStrikePxRange StrikeIncrement
    StrikeExerciseStyle NoMaturityRules(MaturityRuleID MaturityMonthYearFormat MaturityMonthYearIncrementUnits
    StartMaturityMonthYear EndMaturityMonthYear MaturityMonthYearIncrement))
block MarketSegmentGrp: NoMarketSegments(MarketID MarketSegmentID +SecurityTradingRules +StrikeRules)
block FinancingDetails: AgreementDesc AgreementID AgreementDate AgreementCurrency TerminationType StartDate
    EndDate DeliveryType MarginRatio
block LegBenchmarkCurveData: LegBenchmarkCurveCurrency LegBenchmarkCurveName LegBenchmarkCurvePoint
    LegBenchmarkPrice LegBenchmarkPriceType
message 0 Heartbeat: TestReqID
message 1 TestRequest: TestReqID!
message 2 ResendRequest: BeginSeqNo! EndSeqNo!
message 3 Reject: RefSeqNum! RefTagID RefMsgType SessionRejectReason Text EncodedTextLen EncodedText
message 4 SequenceReset: GapFillFlag NewSeqNo!
message 5 Logout: Text EncodedTextLen EncodedText
message A Logon: EncryptMethod! HeartBtInt! RawDataLength RawData ResetSeqNumFlag NextExpectedMsgSeqNum
    MaxMessageSize NoMsgTypes(RefMsgType MsgDirection RefApplVerID RefCstmApplVerID) TestMessageIndicator
    Username Password DefaultApplVerID!
message V MarketDataRequest: MDReqID! SubscriptionRequestType! +Parties MarketDepth! MDUpdateType AggregatedBook
    OpenCloseSettlFlag Scope MDImplicitDelete NoMDEntryTypes!(MDEntryType!) NoRelatedSym!(+Instrument!
    +UndInstrmtGrp +InstrmtLegGrp Currency QuoteType SettlType SettlDate MDEntrySize MDStreamID)
    NoTradingSessions(TradingSessionID TradingSessionSubID) ApplQueueAction ApplQueueMax MDQuoteType
message W MarketDataSnapshotFullRefresh: +ApplicationSequenceControl TotNumReports MDReportID
    ClearingBusinessDate MDBookType MDSubBookType MarketDepth MDFeedType RefreshIndicator TradeDate MDReqID
    MDStreamID +Instrument! +UndInstrmtGrp +InstrmtLegGrp FinancialStatus CorporateAction NetChgPrevDay
    NoMDEntries!(MDEntryType! MDEntryID MDEntryPx PriceType +YieldData +SpreadOrBenchmarkCurveData OrdType
    Currency MDEntrySize NoOfSecSizes(MDSecSizeType MDSecSize) LotType MDEntryDate MDEntryTime TickDirection
    MDMkt TradingSessionID TradingSessionSubID SecurityTradingStatus HaltReasonInt QuoteCondition TradeCondition
    MDEntryOriginator LocationID DeskID OpenCloseSettlFlag TimeInForce ExpireDate ExpireTime MinQty ExecInst
    SellerDays OrderID SecondaryOrderID QuoteEntryID MDEntryBuyer MDEntrySeller NumberOfOrders MDEntryPositionNo
    Scope PriceDelta Text EncodedTextLen EncodedText MDPriceLevel OrderCapacity MDOriginType HighPx LowPx
    TradeVolume SettlType SettlDate MDQuoteType RptSeq DealingCapacity MDEntrySpotRate MDEntryForwardPoints
    +Parties SettlCurrency +RateSource TrdType FirstPx LastPx) ApplQueueDepth ApplQueueResolution
    NoRoutingIDs(RoutingType RoutingID)
message X MarketDataIncrementalRefresh: +ApplicationSequenceControl MDBookType MDFeedType TradeDate MDReqID
    NoMDEntries!(MDUpdateAction! DeleteReason MDSubBookType MarketDepth MDEntryType MDEntryID MDEntryRefID
    +Instrument +UndInstrmtGrp +InstrmtLegGrp FinancialStatus CorporateAction MDEntryPx PriceType +YieldData
    +SpreadOrBenchmarkCurveData OrdType Currency MDEntrySize NoOfSecSizes(MDSecSizeType MDSecSize) LotType
    MDEntryDate MDEntryTime TickDirection MDMkt TradingSessionID TradingSessionSubID SecurityTradingStatus
    HaltReasonInt QuoteCondition TradeCondition TrdType MatchType MDEntryOriginator LocationID DeskID
    OpenCloseSettlFlag TimeInForce ExpireDate ExpireTime MinQty ExecInst SellerDays OrderID SecondaryOrderID
    QuoteEntryID TradeID MDEntryBuyer MDEntrySeller NumberOfOrders MDEntryPositionNo Scope PriceDelta
    NetChgPrevDay Text EncodedTextLen EncodedText MDPriceLevel OrderCapacity MDOriginType HighPx LowPx
    TradeVolume SettlType SettlDate TransBkdTime TransactTime MDQuoteType RptSeq DealingCapacity MDEntrySpotRate
    MDEntryForwardPoints NoStatsIndicators(StatsType) +Parties SettlCurrency +RateSource FirstPx LastPx
    MDStreamID) ApplQueueDepth ApplQueueResolution NoRoutingIDs(RoutingType RoutingID)
message Y MarketDataRequestReject: MDReqID! +Parties MDReqRejReason NoAltMDSource(AltMDSourceID) Text
    EncodedTextLen EncodedText
message c SecurityDefinitionRequest: SecurityReqID! SecurityRequestType! MarketID MarketSegmentID +Instrument
    +InstrumentExtension +UndInstrmtGrp Currency Text EncodedTextLen EncodedText TradingSessionID
    TradingSessionSubID NoStipulations(StipulationType StipulationValue) +InstrmtLegGrp
    +SpreadOrBenchmarkCurveData +YieldData ExpirationCycle SubscriptionRequestType
message d SecurityDefinition: +ApplicationSequenceControl SecurityReportID ClearingBusinessDate SecurityReqID
    SecurityResponseID SecurityResponseType CorporateAction +Instrument +InstrumentExtension +UndInstrmtGrp
    Currency Text EncodedTextLen EncodedText NoStipulations(StipulationType StipulationValue) +InstrmtLegGrp
    +SpreadOrBenchmarkCurveData +YieldData +MarketSegmentGrp TransactTime
message e SecurityStatusRequest: SecurityStatusReqID! +Instrument! +InstrumentExtension +UndInstrmtGrp
    +InstrmtLegGrp Currency SubscriptionRequestType! MarketID MarketSegmentID TradingSessionID
    TradingSessionSubID
message f SecurityStatus: +ApplicationSequenceControl SecurityStatusReqID +Instrument! +InstrumentExtension
    +UndInstrmtGrp +InstrmtLegGrp Currency MarketID MarketSegmentID TradingSessionID TradingSessionSubID
    UnsolicitedIndicator SecurityTradingStatus SecurityTradingEvent FinancialStatus CorporateAction
    HaltReasonInt InViewOfCommon DueToRelated MDBookType MarketDepth BuyVolume SellVolume HighPx LowPx LastPx
    TransactTime Adjustment FirstPx Text EncodedTextLen EncodedText
message g TradingSessionStatusRequest: TradSesReqID! MarketID MarketSegmentID TradingSessionID
    TradingSessionSubID TradSesMethod TradSesMode SubscriptionRequestType! SecurityExchange
message h TradingSessionStatus: +ApplicationSequenceControl TradSesReqID MarketID MarketSegmentID
    TradingSessionID! TradingSessionSubID TradSesMethod TradSesMode UnsolicitedIndicator TradSesStatus!
    TradSesEvent TradSesStatusRejReason TradSesStartTime TradSesOpenTime TradSesPreCloseTime TradSesCloseTime
    TradSesEndTime TotalVolumeTraded Text EncodedTextLen EncodedText +Instrument
message x SecurityListRequest: SecurityReqID! SecurityListRequestType! SecurityListID SecurityListType
    SecurityListTypeSource MarketID MarketSegmentID +Instrument +InstrumentExtension +FinancingDetails
    +UndInstrmtGrp +InstrmtLegGrp Currency Text EncodedTextLen EncodedText TradingSessionID TradingSessionSubID
    SubscriptionRequestType
message y SecurityList: +ApplicationSequenceControl SecurityReportID ClearingBusinessDate SecurityListID
    SecurityListRefID SecurityListDesc EncodedSecurityListDescLen EncodedSecurityListDesc SecurityListType
    SecurityListTypeSource SecurityReqID SecurityResponseID SecurityRequestResult TransactTime TotNoRelatedSym
    MarketID MarketSegmentID LastFragment NoRelatedSym(+Instrument +InstrumentExtension +FinancingDetails
    +SecurityTradingRules +StrikeRules +UndInstrmtGrp Currency NoStipulations(StipulationType StipulationValue)
    NoLegs(+InstrumentLeg LegSwapType LegSettlType NoLegStipulations(LegStipulationType LegStipulationValue)
    +LegBenchmarkCurveData) +SpreadOrBenchmarkCurveData +YieldData Text EncodedTextLen EncodedText
    RelSymTransactTime)
message j BusinessMessageReject: RefSeqNum RefMsgType! RefApplVerID RefApplExtID RefCstmApplVerID
    BusinessRejectRefID BusinessRejectReason! Text EncodedTextLen EncodedText
message AA DerivativeSecurityList: +ApplicationSequenceControl SecurityReportID SecurityReqID SecurityResponseID
    SecurityRequestResult ClearingBusinessDate +UnderlyingInstrument DerivativeSymbol DerivativeSymbolSfx
    DerivativeSecurityID DerivativeSecurityIDSource NoDerivativeSecurityAltID(DerivativeSecurityAltID
    DerivativeSecurityAltIDSource) DerivativeProduct DerivativeProductComplex
    DerivFlexProductEligibilityIndicator DerivativeSecurityGroup DerivativeCFICode DerivativeSecurityType
    DerivativeSecuritySubType DerivativeMaturityMonthYear DerivativeMaturityDate DerivativeMaturityTime
    DerivativeSettleOnOpenFlag DerivativeInstrmtAssignmentMethod DerivativeSecurityStatus DerivativeIssueDate
    DerivativeInstrRegistry DerivativeCountryOfIssue DerivativeStateOrProvinceOfIssue DerivativeLocaleOfIssue
    DerivativeStrikePrice DerivativeStrikeCurrency DerivativeStrikeMultiplier DerivativeStrikeValue
    DerivativeOptAttribute DerivativeContractMultiplier DerivativeContractMultiplierUnit
    DerivativeFlowScheduleType DerivativeMinPriceIncrement DerivativeMinPriceIncrementAmount
    DerivativeUnitOfMeasure DerivativeUnitOfMeasureQty DerivativePriceUnitOfMeasure
    DerivativePriceUnitOfMeasureQty DerivativeSettlMethod DerivativePriceQuoteMethod DerivativeValuationMethod
    DerivativeListMethod DerivativeCapPrice DerivativeFloorPrice DerivativePutOrCall DerivativeExerciseStyle
    DerivativeOptPayAmount DerivativeTimeUnit DerivativeSecurityExchange DerivativePositionLimit
    DerivativeNTPositionLimit DerivativeIssuer DerivativeEncodedIssuerLen DerivativeEncodedIssuer
    DerivativeSecurityDesc DerivativeEncodedSecurityDescLen DerivativeEncodedSecurityDesc
    DerivativeSecurityXMLLen DerivativeSecurityXML DerivativeSecurityXMLSchema DerivativeContractSettlMonth
    NoDerivativeEvents(DerivativeEventType DerivativeEventDate DerivativeEventTime DerivativeEventPx
    DerivativeEventText) NoDerivativeInstrumentParties(DerivativeInstrumentPartyID
    DerivativeInstrumentPartyIDSource DerivativeInstrumentPartyRole
    NoDerivativeInstrumentPartySubIDs(DerivativeInstrumentPartySubID DerivativeInstrumentPartySubIDType))
    NoDerivativeInstrAttrib(DerivativeInstrAttribType DerivativeInstrAttribValue) +MarketSegmentGrp TransactTime
    TotNoRelatedSym LastFragment NoRelatedSym(+Instrument SecondaryPriceLimitType SecondaryLowLimitPrice
    SecondaryHighLimitPrice SecondaryTradingReferencePrice Currency CorporateAction +InstrumentExtension
    +InstrmtLegGrp Text EncodedTextLen EncodedText RelSymTransactTime)
message BK SecurityListUpdateReport: +ApplicationSequenceControl SecurityReportID SecurityListID
    SecurityListRefID SecurityListDesc EncodedSecurityListDescLen EncodedSecurityListDesc SecurityListType
    SecurityListTypeSource SecurityReqID SecurityResponseID SecurityRequestResult TotNoRelatedSym
    ClearingBusinessDate SecurityUpdateAction CorporateAction MarketID MarketSegmentID TransactTime LastFragment
    NoRelatedSym(ListUpdateAction +Instrument +InstrumentExtension +FinancingDetails +SecurityTradingRules
    +StrikeRules +UndInstrmtGrp Currency NoStipulations(StipulationType StipulationValue) NoLegs(+InstrumentLeg
    LegSwapType LegSettlType NoLegStipulations(LegStipulationType LegStipulationValue) +LegBenchmarkCurveData)
    +SpreadOrBenchmarkCurveData +YieldData Text EncodedTextLen EncodedText RelSymTransactTime)
`;

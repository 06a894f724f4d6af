/**
 * Fields that describe an instrument, its parties and its trading rules.
 * Data of the FIX standard; the notation is explained in ../fields-notation.ts. Any thread.
 */
export const INSTRUMENT_FIELDS = `
4.2- 22 IDSource string 1=cusip 2=sedol 3=quik 4=isin-number 5=ric-code 6=iso-currency-code 7=iso-country-code
    8=exchange-symbol 9=consolidated-tape-association
4.4+ 22 SecurityIDSource string 1=cusip 2=sedol 3=quik 4=isin-number 5=ric-code 6=iso-currency-code
    7=iso-country-code 8=exchange-symbol 9=consolidated-tape-association A=bloomberg-symbol B=wertpapier C=dutch
    D=valoren E=sicovam F=belgian G=common H=clearing-house I=isda-fp-ml-specification
    J=option-price-reporting-authority 5.0+ K=isda-fp-mlurl L=letter-of-credit M=marketplace-assigned-identifier
48 SecurityID string
54 Side char 1=buy 2=sell 3=buy-minus 4=sell-plus 5=sell-short 6=sell-short-exempt 7=undisclosed 8=cross
    9=cross-short 4.4+ A=cross-short-exempt B=as-defined C=opposite D=subscribe E=redeem F=lend G=borrow
55 Symbol string
65 SymbolSfx string 5.0+ CD=eucp-with-lump-sum-interest WI=when-issued
106 Issuer string
107 SecurityDesc string
167 SecurityType string ?=wildcard BA=bankers-acceptance CB=convertible-bond CD=certificate-of-deposit
    CMO=collateralized-mortgage-obligation CORP=corporate-bond CP=commercial-paper
    CPP=corporate-private-placement CS=common-stock FOR=foreign-exchange-contract FUT=future IET=ioette-mortgage
    MF=mutual-fund MIO=mortgage-interest-only MPO=mortgage-principal-only MPP=mortgage-private-placement
    MPT=miscellaneous-pass-through NONE=no-security-type OPT=option PS=preferred-stock TD=time-deposit
    USTB=us-treasury-bill-old WAR=warrant 4.4+ ABS=asset-backed-securities AMENDED=amended
    AN=other-anticipation-notes BN=bank-notes BOX=bill-of-exchanges BRADY=brady-bond BRIDGE=bridge-loan
    BUYSELL=buy-sellback CL=call-loans CMBS=corp COFO=certificate-of-obligation
    COFP=certificate-of-participation DEFLTED=defaulted DINP=debtor-in-possession DN=deposit-notes
    DUAL=dual-currency EUCD=euro-certificate-of-deposit EUCORP=euro-corporate-bond EUCP=euro-commercial-paper
    EUSOV=euro-sovereigns EUSUPRA=euro-supranational-coupons FAC=federal-agency-coupon
    FADN=federal-agency-discount-note FORWARD=forward GO=general-obligation-bonds LOFC=letter-of-credit
    LQN=liquidity-note MATURED=matured MBS=mortgage-backed-securities MLEG=multileg-instrument
    MT=mandatory-tender MTN=medium-term-notes ONITE=overnight PEF=private-export-funding PFAND=pfandbrief
    PN=promissory-note PZFJ=plazos-fijos RAN=revenue-anticipation-note REPLACD=replaced REPO=repurchase
    RETIRED=retired REV=revenue-bonds RVLV=revolver-loan RVLVTRM=revolver SECLOAN=securities-loan
    SECPLEDGE=securities-pledge SPCLA=special-assessment SPCLO=special-obligation SPCLT=special-tax
    STN=short-term-loan-note STRUCT=structured-notes SUPRA=usd-supranational-coupons SWING=swing-line-facility
    TAN=tax-anticipation-note TAXA=tax-allocation TBA=to-be-announced TBILL=us-treasury-bill
    TBOND=us-treasury-bond TCAL=principal-strip-of-a-callable-bond-or-note TECP=tax-exempt-commercial-paper
    TERM=term-loan TINT=interest-strip-from-any-bond-or-note TIPS=treasury-inflation-protected-securities
    TNOTE=us-treasury-note TPRN=principal-strip-from-a-non-callable-bond-or TRAN=tax-revenue-anticipation-note
    UST=us-treasury-note-old VRDN=variable-rate-demand-note WITHDRN=withdrawn XCN=extended-comm-note
    XLINKD=indexed-linked YANK=yankee-corporate-bond YCD=yankee-certificate-of-deposit 5.0+
    BDN=bank-depository-note CAMM=canadian-money-markets CAN=canadian-treasury-notes CASH=cash
    CDS=credit-default-swap CMB=canadian-mortgage-bonds CTB=canadian-treasury-bills
    EUFRN=euro-corporate-floating-rate-notes FRN=us-corporate-floating-rate-notes FXFWD=fx-forward
    FXNDF=non-deliverable-forward FXSPOT=fx-spot FXSWAP=fx-swap IRS=interest-rate-swap OOC=options-on-combo
    OOF=options-on-futures OOP=options-on-physical PROV=canadian-provincial-bonds SLQN=secured-liquidity-note
    TB=treasury-bill TLQN=term-liquidity-note TMCP=taxable-municipal-cp 4.2- FHA=federal-housing-authority
    FHL=federal-home-loan FN=federal-national-mortgage-association GN=government-national-mortgage-association
    GOVT=treasuries-agency-debenture MUNI=municipal-bond RP=repurchase-agreement
    RVRP=reverse-repurchase-agreement SL=student-loan-marketing-association ZOO=cats-tigers-and-lions
200 MaturityMonthYear monthyear
201 PutOrCall int 0=put 1=call
202 StrikePrice price
4.2- 205 MaturityDay dayofmonth
206 OptAttribute char
215 NoRoutingIDs numingroup
216 RoutingType int 1=target-firm 2=target-list 3=block-firm 4=block-list
217 RoutingID string
4.2- 218 SpreadToBenchmark priceoffset
4.4+ 218 Spread priceoffset
4.4+ 220 BenchmarkCurveCurrency currency
4.4+ 221 BenchmarkCurveName string 5.0+ EONIA=eonia EUREPO=eurepo Euribor=euribor FutureSWAP=future-swap
    LIBID=libid LIBOR=libor MuniAAA=muni-aaa OTHER=other Pfandbriefe=pfandbriefe SONIA=sonia SWAP=swap
    Treasury=treasury
4.4+ 222 BenchmarkCurvePoint string
223 CouponRate percentage
4.4+ 224 CouponPaymentDate localmktdate
4.4+ 225 IssueDate localmktdate
4.4+ 226 RepurchaseTerm int
4.4+ 227 RepurchaseRate percentage
4.4+ 228 Factor float
231 ContractMultiplier float
4.4+ 232 NoStipulations numingroup
4.4+ 233 StipulationType string AMT=alternative-minimum-tax AUTOREINV=auto-reinvestment BANKQUAL=bank-qualified
    BGNCON=bargain-conditions COUPON=coupon-range CURRENCY=iso-currency-code CUSTOMDATE=custom-start
    GEOG=geographics HAIRCUT=valuation-discount INSURED=insured ISSUE=issue-date ISSUER=issuer
    ISSUESIZE=issue-size-range LOOKBACK=lookback-days LOT=explicit-lot-identifier LOTVAR=lot-variance
    MAT=maturity-year-and-month MATURITY=maturity-range MAXSUBS=maximum-substitutions
    MINDNOM=minimum-denomination MININCR=minimum-increment MINQTY=minimum-quantity PAYFREQ=payment-frequency
    PIECES=number-of-pieces PMAX=pools-maximum PPL=pools-per-lot PPM=pools-per-million PPT=pools-per-trade
    PRICE=price-range PRICEFREQ=pricing-frequency PROD=production-year PROTECT=call-protection PURPOSE=purpose
    PXSOURCE=benchmark-price-source RATING=rating-source-and-range REDEMPTION=type-of-redemption
    RESTRICTED=restricted SECTOR=market-sector SECTYPE=security-type-included-or-excluded STRUCT=structure
    SUBSFREQ=substitutions-frequency SUBSLEFT=substitutions-left TEXT=freeform-text TRDVAR=trade-variance
    WAC=weighted-average-coupon WAL=weighted-average-life-coupon WALA=weighted-average-loan-age
    WAM=weighted-average-maturity WHOLE=whole-pool YIELD=yield-range 5.0+ ABS=absolute-prepayment-speed
    AVAILQTY=available-offer-quantity-to-be-shown-to-the AVFICO=average-fico-score AVSIZE=average-loan-size
    BROKERCREDIT=broker-credit CPP=constant-prepayment-penalty CPR=constant-prepayment-rate
    CPY=constant-prepayment-yield DISCOUNT=discount-rate HEP=final-cpr-of-home-equity-prepayment-curve
    INTERNALPX=offer-price-to-be-shown-to-internal-brokers INTERNALQTY=offer-quantity-to-be-shown-to-internal
    LEAVEQTY=the-minimum-residual-offer-quantity MAXBAL=maximum-loan-balance MAXORDQTY=maximum-order-size
    MHP=percent-of-manufactured-housing-prepayment MPR=monthly-prepayment-rate ORDRINCR=order-quantity-increment
    POOL=pool-identifier PPC=percent-of-prospectus-prepayment-curve
    PRIMARY=primary-or-secondary-market-indicator PSA=percent-of-bma-prepayment-curve
    REFINT=interest-of-rolling-or-closing-trade REFPRIN=principal-of-rolling-or-closing-trade
    REFTRADE=reference-to-rolling-or-closing-trade ROLLTYPE=type-of-roll-trade
    SALESCREDITOVR=broker-sales-credit-override SMM=single-monthly-mortality TRADERCREDIT=trader-credit
    YTM=yield-to-maturity
4.4+ 234 StipulationValue string
4.4+ 235 YieldType string AFTERTAX=after-tax-yield ANNUAL=annual-yield ATISSUE=yield-at-issue
    AVGMATURITY=yield-to-average-maturity BOOK=book-yield CALL=yield-to-next-call
    CHANGE=yield-change-since-close CLOSE=closing-yield COMPOUND=compound-yield CURRENT=current-yield
    GOVTEQUIV=gvnt-equivalent-yield GROSS=true-gross-yield INFLATION=yield-with-inflation-assumption
    INVERSEFLOATER=inverse-floater-bond-yield LASTCLOSE=most-recent-closing-yield
    LASTMONTH=closing-yield-most-recent-month LASTQUARTER=closing-yield-most-recent-quarter
    LASTYEAR=closing-yield-most-recent-year LONGAVGLIFE=yield-to-longest-average-life MARK=mark-to-market-yield
    MATURITY=yield-to-maturity NEXTREFUND=yield-to-next-refund OPENAVG=open-average-yield
    PREVCLOSE=previous-close-yield PROCEEDS=proceeds-yield PUT=yield-to-next-put SEMIANNUAL=semi-annual-yield
    SHORTAVGLIFE=yield-to-shortest-average-life SIMPLE=simple-yield TAXEQUIV=tax-equivalent-yield
    TENDER=yield-to-tender-date TRUE=true-yield WORST=yield-to-worst 4.4- VALUE1/32=yield-value-of132 5.0+
    VALUE1_32=yield-value-of32nds
4.4+ 236 Yield percentage
4.4+ 239 RepoCollateralSecurityType string
4.4+ 240 RedemptionDate localmktdate
4.4+ 255 CreditRating string
4.2- 319 RatioQty qty
348 EncodedIssuerLen length
349 EncodedIssuer data
350 EncodedSecurityDescLen length
351 EncodedSecurityDesc data
362 EncodedUnderlyingIssuerLen length
363 EncodedUnderlyingIssuer data
364 EncodedUnderlyingSecurityDescLen length
365 EncodedUnderlyingSecurityDesc data
386 NoTradingSessions numingroup
4.4+ 454 NoSecurityAltID numingroup
4.4+ 455 SecurityAltID string
4.4+ 456 SecurityAltIDSource string
4.4+ 460 Product int 1=agency 2=commodity 3=corporate 4=currency 5=equity 6=government 7=index 8=loan
    9=moneymarket 10=mortgage 11=municipal 12=other 13=financing
4.4+ 461 CFICode string
4.4+ 470 CountryOfIssue country
4.4+ 471 StateOrProvinceOfIssue string
4.4+ 472 LocaleOfIssue string
4.4+ 541 MaturityDate localmktdate
4.4+ 543 InstrRegistry string
4.4+ 618 EncodedLegIssuerLen length
4.4+ 619 EncodedLegIssuer data
4.4+ 621 EncodedLegSecurityDescLen length
4.4+ 622 EncodedLegSecurityDesc data
4.4+ 662 BenchmarkPrice price
4.4+ 663 BenchmarkPriceType int
4.4+ 667 ContractSettlMonth monthyear
4.4+ 668 DeliveryForm int 1=book-entry 2=bearer
4.4+ 691 Pool string
4.4+ 696 YieldRedemptionDate localmktdate
4.4+ 697 YieldRedemptionPrice price
4.4+ 698 YieldRedemptionPriceType int
4.4+ 699 BenchmarkSecurityID string
4.4+ 701 YieldCalcDate localmktdate
4.4+ 761 BenchmarkSecurityIDSource string
4.4+ 762 SecuritySubType string
4.4+ 788 TerminationType int 1=overnight 2=term 3=flexible 4=open
4.4+ 864 NoEvents numingroup
4.4+ 865 EventType int 1=put 2=call 3=tender 4=sinking-fund-call 99=other 5.0+ 5=activation 6=inactiviation
    7=last-eligible-trade-date 8=swap-start-date 9=swap-end-date 10=swap-roll-date 11=swap-next-start-date
    12=swap-next-roll-date 13=first-delivery-date 14=last-delivery-date 15=initial-inventory-due-date
    16=final-inventory-due-date 17=first-intent-date 18=last-intent-date 19=position-removal-date
4.4+ 866 EventDate localmktdate
4.4+ 867 EventPx price
4.4+ 868 EventText string
4.4+ 869 PctAtRisk percentage
4.4+ 870 NoInstrAttrib numingroup
4.4+ 871 InstrAttribType int 1=flat 2=zero-coupon 3=interest-bearing 4=no-periodic-payments 5=variable-rate
    6=less-fee-for-put 7=stepped-coupon 8=coupon-period 9=when 10=original-issue-discount 11=callable
    12=escrowed-to-maturity 13=escrowed-to-redemption-date 14=pre-refunded 15=in-default 16=unrated 17=taxable
    18=indexed 19=subject-to-alternative-minimum-tax 20=original-issue-discount-price
    21=callable-below-maturity-value 22=callable-without-notice 99=text 5.0+ 23=price-tick-rules-for-security
    24=trade-type-eligibility-details-for-security 25=instrument-denominator 26=instrument-numerator
    27=instrument-price-precision 28=instrument-strike-price 29=tradeable-indicator
4.4+ 872 InstrAttribValue string
4.4+ 873 DatedDate localmktdate
4.4+ 874 InterestAccrualDate localmktdate
4.4+ 875 CPProgram int 1=program3a3 2=program42 99=other
4.4+ 876 CPRegType string
4.4+ 898 MarginRatio percentage
4.4+ 913 AgreementDesc string
4.4+ 914 AgreementID string
4.4+ 915 AgreementDate localmktdate
4.4+ 916 StartDate localmktdate
4.4+ 917 EndDate localmktdate
4.4+ 918 AgreementCurrency currency
4.4+ 919 DeliveryType int 0=versus-payment 1=free 2=tri-party 3=hold-in-custody
4.4+ 947 StrikeCurrency currency
5.0+ 965 SecurityStatus string 1=active 2=inactive
5.0+ 966 SettleOnOpenFlag string
5.0+ 967 StrikeMultiplier float
5.0+ 968 StrikeValue float
5.0+ 969 MinPriceIncrement float
5.0+ 970 PositionLimit int
5.0+ 971 NTPositionLimit int
5.0+ 996 UnitOfMeasure string Alw=allowances Bbl=barrels Bcf=billion-cubic-feet Bu=bushels Gal=gallons
    MMBtu=one-million-btu MMbbl=million-barrels MWh=megawatt-hours USD=us-dollars lbs=pounds oz_tr=troy-ounces
    t=metric-tons tn=tons
5.0+ 997 TimeUnit string D=day H=hour Min=minute Mo=month S=second Wk=week Yr=year
5.0+ 1018 NoInstrumentParties numingroup
5.0+ 1019 InstrumentPartyID string
5.0+ 1049 InstrmtAssignmentMethod char P=pro-rata R=random
5.0+ 1050 InstrumentPartyIDSource char
5.0+ 1051 InstrumentPartyRole int
5.0+ 1052 NoInstrumentPartySubIDs numingroup
5.0+ 1053 InstrumentPartySubID string
5.0+ 1054 InstrumentPartySubIDType int
5.0+ 1079 MaturityTime tztimeonly
5.0+ 1140 MaxTradeVol qty
5.0+ 1141 NoMDFeedTypes numingroup
5.0+ 1142 MatchAlgorithm string
5.0+ 1143 MaxPriceVariation float
5.0+ 1144 ImpliedMarketIndicator int 0=not-implied 1=implied-in 2=implied-out 3=both-implied-in-and-implied-out
5.0+ 1145 EventTime utctimestamp
5.0+ 1146 MinPriceIncrementAmount amt
5.0+ 1147 UnitOfMeasureQty qty
5.0+ 1148 LowLimitPrice price
5.0+ 1149 HighLimitPrice price
5.0+ 1150 TradingReferencePrice price
5.0+ 1151 SecurityGroup string
5.0+ 1175 NoStatsIndicators numingroup
5.0+ 1176 StatsType int 1=exchange-last 2=high 3=average-price 4=turnover
5.0+ 1177 NoOfSecSizes numingroup
5.0+ 1178 MDSecSizeType int 1=customer
5.0+ 1179 MDSecSize qty
5.0+ 1180 ApplID string
5.0+ 1181 ApplSeqNum seqnum
5.0+ 1184 SecurityXMLLen length
5.0+ 1185 SecurityXML xmldata
5.0+ 1186 SecurityXMLSchema string
5.0+ 1191 PriceUnitOfMeasure string
5.0+ 1192 PriceUnitOfMeasureQty qty
5.0+ 1193 SettlMethod char C=cash-settlement-required P=physical-settlement-required
5.0+ 1194 ExerciseStyle int 0=european 1=american 2=bermuda
5.0+ 1195 OptPayoutAmount amt
5.0+ 1196 PriceQuoteMethod string INT=interest-rate-index INX=index PCTPAR=percent-of-par STD=standard
5.0+ 1197 ValuationMethod string CDS=cds-style-collateralization CDSD=cds-in-delivery-use-recovery-rate-to
    EQTY=premium-style FUT=futures-style-mark-to-market FUTDA=futures-style-with-an-attached-cash
5.0+ 1198 ListMethod int 0=pre-listed-only 1=user-requested
5.0+ 1199 CapPrice price
5.0+ 1200 FloorPrice price
5.0+ 1201 NoStrikeRules numingroup
5.0+ 1202 StartStrikePxRange price
5.0+ 1203 EndStrikePxRange price
5.0+ 1204 StrikeIncrement float
5.0+ 1205 NoTickRules numingroup
5.0+ 1206 StartTickPriceRange price
5.0+ 1207 EndTickPriceRange price
5.0+ 1208 TickIncrement price
5.0+ 1209 TickRuleType int 0=regular-trading 1=variable-cabinet 2=fixed-cabinet 3=traded-as-a-spread-leg
    4=settled-as-a-spread-leg
5.0+ 1210 NestedInstrAttribType int
5.0+ 1211 NestedInstrAttribValue string
5.0+ 1221 SecondaryLowLimitPrice price
5.0+ 1222 MaturityRuleID string
5.0+ 1223 StrikeRuleID string
5.0+ 1226 EndMaturityMonthYear monthyear
5.0+ 1227 ProductComplex string
5.0+ 1229 MaturityMonthYearIncrement int
5.0+ 1230 SecondaryHighLimitPrice price
5.0+ 1231 MinLotSize qty
5.0+ 1232 NoExecInstRules numingroup
5.0+ 1234 NoLotTypeRules numingroup
5.0+ 1235 NoMatchRules numingroup
5.0+ 1236 NoMaturityRules numingroup
5.0+ 1237 NoOrdTypeRules numingroup
5.0+ 1239 NoTimeInForceRules numingroup
5.0+ 1240 SecondaryTradingReferencePrice price
5.0+ 1241 StartMaturityMonthYear monthyear
5.0+ 1242 FlexProductEligibilityIndicator boolean
5.0+ 1243 DerivFlexProductEligibilityIndicator boolean
5.0+ 1244 FlexibleIndicator boolean
5.0+ 1245 TradingCurrency currency
5.0+ 1302 MaturityMonthYearIncrementUnits int 0=months 1=days 2=weeks 3=years
5.0+ 1303 MaturityMonthYearFormat int 0=year-month-only 1=year-month-day 2=year-month-week
5.0+ 1304 StrikeExerciseStyle int
5.0+ 1305 SecondaryPriceLimitType int
5.0+ 1306 PriceLimitType int 0=price 1=ticks 2=percentage
5.0+ 1308 ExecInstValue char
5.0+ 1309 NoTradingSessionRules numingroup
5.0+ 1312 NoNestedInstrAttrib numingroup
5.0+ 1324 ListUpdateAction char
5.0+ 1350 ApplLastSeqNum seqnum
5.0+ 1352 ApplResendFlag boolean
5.0+ 1377 MultilegModel int 0=predefined-multileg-security 1=user-defined-multileg-security 2=user-defined
5.0+ 1378 MultilegPriceMethod int 0=net-price 1=reversed-net-price 2=yield-difference 3=individual
    4=contract-weighted-average-price 5=multiplied-price
5.0+ 1435 ContractMultiplierUnit int 0=shares 1=hours 2=days
5.0+ 1439 FlowScheduleType int 0=nerc-eastern-off-peak 1=nerc-western-off-peak 2=nerc-calendar-all-days-in-month
    3=nerc-eastern-peak 4=nerc-western-peak
5.0+ 1445 NoRateSources numingroup
5.0+ 1446 RateSource int 0=bloomberg 1=reuters 2=telerate 99=other
5.0+ 1447 RateSourceType int 0=primary 1=secondary
5.0+ 1448 ReferencePage string
5.0+ 1449 RestructuringType string FR=full-restructuring MM=modified-mod-restructuring MR=modified-restructuring
    XR=no-restructuring-specified
5.0+ 1450 Seniority string SB=subordinated SD=senior-secured SR=senior
5.0+ 1451 NotionalPercentageOutstanding percentage
5.0+ 1452 OriginalNotionalPercentageOutstanding percentage
5.0+ 1457 AttachmentPoint percentage
5.0+ 1458 DetachmentPoint percentage
5.0+ 1478 StrikePriceDeterminationMethod int 1=fixed-strike 2=strike-set-at-expiration
    3=strike-set-to-average-across-life 4=strike-set-to-optimal-value
5.0+ 1479 StrikePriceBoundaryMethod int 1=less-than 2=less-than-or-equal 3=equal 4=greater-than-or-equal
    5=greater-than
5.0+ 1480 StrikePriceBoundaryPrecision percentage
5.0+ 1482 OptPayoutType int 1=vanilla 2=capped 3=binary
5.0+ 1483 NoComplexEvents numingroup
5.0+ 1484 ComplexEventType int 1=capped 2=trigger 3=knock-in-up 4=knock-in-down 5=knock-out-up 6=knock-out-down
    7=underlying 8=reset-barrier 9=rolling-barrier
5.0+ 1485 ComplexOptPayoutAmount amt
5.0+ 1486 ComplexEventPrice price
5.0+ 1487 ComplexEventPriceBoundaryMethod int 1=less-than-complex-event-price
    2=less-than-or-equal-to-complex-event-price 3=equal-to-complex-event-price
    4=greater-than-or-equal-to-complex-event-price 5=greater-than-complex-event-price
5.0+ 1488 ComplexEventPriceBoundaryPrecision percentage
5.0+ 1489 ComplexEventPriceTimeType int 1=expiration 2=immediate 3=specified-date
5.0+ 1490 ComplexEventCondition int 1=and 2=or
5.0+ 1491 NoComplexEventDates numingroup
5.0+ 1492 ComplexEventStartDate utctimestamp
5.0+ 1493 ComplexEventEndDate utctimestamp
5.0+ 1494 NoComplexEventTimes numingroup
5.0+ 1495 ComplexEventStartTime utctimeonly
5.0+ 1496 ComplexEventEndTime utctimeonly
`;

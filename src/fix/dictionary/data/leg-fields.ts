/**
 * Fields of legs, underlyings and derivatives of an instrument.
 * Data of the FIX standard; the notation is explained in ../fields-notation.ts. Any thread.
 */
export const LEG_FIELDS = `
4.4+ 241 UnderlyingCouponPaymentDate localmktdate
4.4+ 242 UnderlyingIssueDate localmktdate
4.4+ 243 UnderlyingRepoCollateralSecurityType string
4.4+ 244 UnderlyingRepurchaseTerm int
4.4+ 245 UnderlyingRepurchaseRate percentage
4.4+ 246 UnderlyingFactor float
4.4+ 247 UnderlyingRedemptionDate localmktdate
4.4+ 248 LegCouponPaymentDate localmktdate
4.4+ 249 LegIssueDate localmktdate
4.4+ 250 LegRepoCollateralSecurityType string
4.4+ 251 LegRepurchaseTerm int
4.4+ 252 LegRepurchaseRate percentage
4.4+ 253 LegFactor float
4.4+ 254 LegRedemptionDate localmktdate
4.4+ 256 UnderlyingCreditRating string
4.4+ 257 LegCreditRating string
4.2- 305 UnderlyingIDSource string
4.4+ 305 UnderlyingSecurityIDSource string
306 UnderlyingIssuer string
307 UnderlyingSecurityDesc string
308 UnderlyingSecurityExchange exchange
309 UnderlyingSecurityID string
310 UnderlyingSecurityType string
311 UnderlyingSymbol string
312 UnderlyingSymbolSfx string
313 UnderlyingMaturityMonthYear monthyear
4.2- 314 UnderlyingMaturityDay dayofmonth
315 UnderlyingPutOrCall int
316 UnderlyingStrikePrice price
317 UnderlyingOptAttribute char
318 UnderlyingCurrency currency
435 UnderlyingCouponRate percentage
436 UnderlyingContractMultiplier float
4.4+ 457 NoUnderlyingSecurityAltID numingroup
4.4+ 458 UnderlyingSecurityAltID string
4.4+ 459 UnderlyingSecurityAltIDSource string
4.4+ 462 UnderlyingProduct int
4.4+ 463 UnderlyingCFICode string
4.4+ 542 UnderlyingMaturityDate localmktdate
4.4+ 555 NoLegs numingroup
4.4+ 556 LegCurrency currency
4.4+ 587 LegSettlType char
4.4+ 592 UnderlyingCountryOfIssue country
4.4+ 593 UnderlyingStateOrProvinceOfIssue string
4.4+ 594 UnderlyingLocaleOfIssue string
4.4+ 595 UnderlyingInstrRegistry string
4.4+ 596 LegCountryOfIssue country
4.4+ 597 LegStateOrProvinceOfIssue string
4.4+ 598 LegLocaleOfIssue string
4.4+ 599 LegInstrRegistry string
4.4+ 600 LegSymbol string
4.4+ 601 LegSymbolSfx string
4.4+ 602 LegSecurityID string
4.4+ 603 LegSecurityIDSource string
4.4+ 604 NoLegSecurityAltID numingroup
4.4+ 605 LegSecurityAltID string
4.4+ 606 LegSecurityAltIDSource string
4.4+ 607 LegProduct int
4.4+ 608 LegCFICode string
4.4+ 609 LegSecurityType string
4.4+ 610 LegMaturityMonthYear monthyear
4.4+ 611 LegMaturityDate localmktdate
4.4+ 612 LegStrikePrice price
4.4+ 613 LegOptAttribute char
4.4+ 614 LegContractMultiplier float
4.4+ 615 LegCouponRate percentage
4.4+ 616 LegSecurityExchange exchange
4.4+ 617 LegIssuer string
4.4+ 620 LegSecurityDesc string
4.4+ 623 LegRatioQty float
4.4+ 624 LegSide char
4.4+ 676 LegBenchmarkCurveCurrency currency
4.4+ 677 LegBenchmarkCurveName string
4.4+ 678 LegBenchmarkCurvePoint string
4.4+ 679 LegBenchmarkPrice price
4.4+ 680 LegBenchmarkPriceType int
4.4+ 683 NoLegStipulations numingroup
4.4+ 688 LegStipulationType string
4.4+ 689 LegStipulationValue string
4.4+ 690 LegSwapType int 1=par-for-par 2=modified-duration 4=risk 5=proceeds
4.4+ 711 NoUnderlyings numingroup
4.4+ 739 LegDatedDate localmktdate
4.4+ 740 LegPool string
4.4+ 763 UnderlyingSecuritySubType string
4.4+ 764 LegSecuritySubType string
4.4+ 810 UnderlyingPx price
4.4+ 877 UnderlyingCPProgram string
4.4+ 878 UnderlyingCPRegType string
4.4+ 879 UnderlyingQty qty
4.4+ 882 UnderlyingDirtyPrice price
4.4+ 883 UnderlyingEndPrice price
4.4+ 884 UnderlyingStartValue amt
4.4+ 885 UnderlyingCurrentValue amt
4.4+ 886 UnderlyingEndValue amt
4.4+ 887 NoUnderlyingStips numingroup
4.4+ 888 UnderlyingStipType string
4.4+ 889 UnderlyingStipValue string
4.4+ 941 UnderlyingStrikeCurrency currency
4.4+ 942 LegStrikeCurrency currency
4.4+ 955 LegContractSettlMonth monthyear
4.4+ 956 LegInterestAccrualDate localmktdate
5.0+ 972 UnderlyingAllocationPercent percentage
5.0+ 973 UnderlyingCashAmount amt
5.0+ 974 UnderlyingCashType string DIFF=diff FIXED=fixed
5.0+ 975 UnderlyingSettlementType int 2=t-plus1 4=t-plus3 5=t-plus4
5.0+ 998 UnderlyingUnitOfMeasure string
5.0+ 999 LegUnitOfMeasure string
5.0+ 1000 UnderlyingTimeUnit string
5.0+ 1001 LegTimeUnit string
5.0+ 1017 LegOptionRatio float
5.0+ 1038 UnderlyingCapValue amt
5.0+ 1039 UnderlyingSettlMethod string
5.0+ 1044 UnderlyingAdjustedQuantity qty
5.0+ 1045 UnderlyingFXRate float
5.0+ 1046 UnderlyingFXRateCalc char D=divide M=multiply
5.0+ 1058 NoUndlyInstrumentParties numingroup
5.0+ 1059 UnderlyingInstrumentPartyID string
5.0+ 1060 UnderlyingInstrumentPartyIDSource char
5.0+ 1061 UnderlyingInstrumentPartyRole int
5.0+ 1062 NoUndlyInstrumentPartySubIDs numingroup
5.0+ 1063 UnderlyingInstrumentPartySubID string
5.0+ 1064 UnderlyingInstrumentPartySubIDType int
5.0+ 1212 LegMaturityTime tztimeonly
5.0+ 1213 UnderlyingMaturityTime tztimeonly
5.0+ 1214 DerivativeSymbol string
5.0+ 1215 DerivativeSymbolSfx string
5.0+ 1216 DerivativeSecurityID string
5.0+ 1217 DerivativeSecurityIDSource string
5.0+ 1218 NoDerivativeSecurityAltID numingroup
5.0+ 1219 DerivativeSecurityAltID string
5.0+ 1220 DerivativeSecurityAltIDSource string
5.0+ 1224 LegUnitOfMeasureQty qty
5.0+ 1225 DerivativeOptPayAmount amt
5.0+ 1228 DerivativeProductComplex string
5.0+ 1246 DerivativeProduct int
5.0+ 1247 DerivativeSecurityGroup string
5.0+ 1248 DerivativeCFICode string
5.0+ 1249 DerivativeSecurityType string
5.0+ 1250 DerivativeSecuritySubType string
5.0+ 1251 DerivativeMaturityMonthYear monthyear
5.0+ 1252 DerivativeMaturityDate localmktdate
5.0+ 1253 DerivativeMaturityTime tztimeonly
5.0+ 1254 DerivativeSettleOnOpenFlag string
5.0+ 1255 DerivativeInstrmtAssignmentMethod char
5.0+ 1256 DerivativeSecurityStatus string
5.0+ 1257 DerivativeInstrRegistry string
5.0+ 1258 DerivativeCountryOfIssue country
5.0+ 1259 DerivativeStateOrProvinceOfIssue string
5.0+ 1260 DerivativeLocaleOfIssue string
5.0+ 1261 DerivativeStrikePrice price
5.0+ 1262 DerivativeStrikeCurrency currency
5.0+ 1263 DerivativeStrikeMultiplier float
5.0+ 1264 DerivativeStrikeValue float
5.0+ 1265 DerivativeOptAttribute char
5.0+ 1266 DerivativeContractMultiplier float
5.0+ 1267 DerivativeMinPriceIncrement float
5.0+ 1268 DerivativeMinPriceIncrementAmount amt
5.0+ 1269 DerivativeUnitOfMeasure string
5.0+ 1270 DerivativeUnitOfMeasureQty qty
5.0+ 1271 DerivativeTimeUnit string
5.0+ 1272 DerivativeSecurityExchange exchange
5.0+ 1273 DerivativePositionLimit int
5.0+ 1274 DerivativeNTPositionLimit int
5.0+ 1275 DerivativeIssuer string
5.0+ 1276 DerivativeIssueDate localmktdate
5.0+ 1277 DerivativeEncodedIssuerLen length
5.0+ 1278 DerivativeEncodedIssuer data
5.0+ 1279 DerivativeSecurityDesc string
5.0+ 1280 DerivativeEncodedSecurityDescLen length
5.0+ 1281 DerivativeEncodedSecurityDesc data
5.0+ 1282 DerivativeSecurityXMLLen length
5.0+ 1283 DerivativeSecurityXML data
5.0+ 1284 DerivativeSecurityXMLSchema string
5.0+ 1285 DerivativeContractSettlMonth monthyear
5.0+ 1286 NoDerivativeEvents numingroup
5.0+ 1287 DerivativeEventType int
5.0+ 1288 DerivativeEventDate localmktdate
5.0+ 1289 DerivativeEventTime utctimestamp
5.0+ 1290 DerivativeEventPx price
5.0+ 1291 DerivativeEventText string
5.0+ 1292 NoDerivativeInstrumentParties numingroup
5.0+ 1293 DerivativeInstrumentPartyID string
5.0+ 1294 DerivativeInstrumentPartyIDSource string
5.0+ 1295 DerivativeInstrumentPartyRole int
5.0+ 1296 NoDerivativeInstrumentPartySubIDs numingroup
5.0+ 1297 DerivativeInstrumentPartySubID string
5.0+ 1298 DerivativeInstrumentPartySubIDType int
5.0+ 1299 DerivativeExerciseStyle char
5.0+ 1311 NoDerivativeInstrAttrib numingroup
5.0+ 1313 DerivativeInstrAttribType int
5.0+ 1314 DerivativeInstrAttribValue string
5.0+ 1315 DerivativePriceUnitOfMeasure string
5.0+ 1316 DerivativePriceUnitOfMeasureQty qty
5.0+ 1317 DerivativeSettlMethod char
5.0+ 1318 DerivativePriceQuoteMethod string
5.0+ 1319 DerivativeValuationMethod string
5.0+ 1320 DerivativeListMethod int
5.0+ 1321 DerivativeCapPrice price
5.0+ 1322 DerivativeFloorPrice price
5.0+ 1323 DerivativePutOrCall int
5.0+ 1358 LegPutOrCall int
5.0+ 1419 UnderlyingExerciseStyle int
5.0+ 1420 LegExerciseStyle int
5.0+ 1421 LegPriceUnitOfMeasure string
5.0+ 1422 LegPriceUnitOfMeasureQty qty
5.0+ 1423 UnderlyingUnitOfMeasureQty qty
5.0+ 1424 UnderlyingPriceUnitOfMeasure string
5.0+ 1425 UnderlyingPriceUnitOfMeasureQty qty
5.0+ 1436 LegContractMultiplierUnit int
5.0+ 1437 UnderlyingContractMultiplierUnit int
5.0+ 1438 DerivativeContractMultiplierUnit int
5.0+ 1440 LegFlowScheduleType int
5.0+ 1441 UnderlyingFlowScheduleType int
5.0+ 1442 DerivativeFlowScheduleType int
5.0+ 1453 UnderlyingRestructuringType string
5.0+ 1454 UnderlyingSeniority string
5.0+ 1455 UnderlyingNotionalPercentageOutstanding percentage
5.0+ 1456 UnderlyingOriginalNotionalPercentageOutstanding percentage
5.0+ 1459 UnderlyingAttachmentPoint percentage
5.0+ 1460 UnderlyingDetachmentPoint percentage
5.0+ 1481 UnderlyingPriceDeterminationMethod int 1=regular 2=special-reference 3=optimal-value 4=average-value
`;

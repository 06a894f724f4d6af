/**
 * Fields of market data, instrument lists and trading status, without those that describe an instrument.
 * Data of the FIX standard; the notation is explained in ../fields-notation.ts. Any thread.
 */
export const MARKET_DATA_FIELDS = `
15 Currency currency
18 ExecInst multiplechar 0=stay-on-offer-side 1=not-held 2=work 3=go-along 4=over-the-day 5=held
    6=participate-do-not-initiate 7=strict-scale 8=try-to-scale 9=stay-on-bid-side A=no-cross B=ok-to-cross
    C=call-first D=percent-of-volume E=do-not-increase F=do-not-reduce G=all-or-none I=institutions-only
    L=last-peg M=mid-price-peg N=non-negotiable O=opening-peg P=market-peg R=primary-peg S=suspend
    T=fixed-peg-to-local-best-bid-or-offer-at U=customer-display-instruction V=netting W=peg-to-vwap 4.4+
    H=reinstate-on-system-failure J=reinstate-on-trading-halt K=cancel-on-trading-halt
    Q=cancel-on-system-failure X=trade-along Y=try-to-stop Z=cancel-if-not-best a=trailing-stop-peg
    b=strict-limit c=ignore-price-validity-checks d=peg-to-limit-price e=work-to-target-strategy 5.0+
    f=intermarket-sweep g=external-routing-allowed h=external-routing-not-allowed i=imbalance-only
    j=single-execution-requested-for-block-trade k=best-execution l=suspend-on-system-failure
    m=suspend-on-trading-halt n=reinstate-on-connection-loss o=cancel-on-connection-loss
    p=suspend-on-connection-loss q=release r=execute-as-delta-neutral s=execute-as-duration-neutral
    t=execute-as-fx-neutral
31 LastPx price
37 OrderID string
40 OrdType char 1=market 2=limit 3=stop 4=stop-limit 5=market-on-close 6=with-or-without 7=limit-or-better
    8=limit-with-or-without 9=on-basis A=on-close B=limit-on-close C=forex-market D=previously-quoted
    E=previously-indicated F=forex-limit G=forex-swap H=forex-previously-quoted I=funari P=pegged 4.4+
    J=market-if-touched K=market-with-left-over-as-limit L=previous-fund-valuation-point
    M=next-fund-valuation-point 5.0+ Q=counter-order-selection
59 TimeInForce char 0=day 1=good-till-cancel 2=at-the-opening 3=immediate-or-cancel 4=fill-or-kill
    5=good-till-crossing 6=good-till-date 4.4+ 7=at-the-close 5.0+ 8=good-through-crossing 9=at-crossing
60 TransactTime utctimestamp
4.2- 63 SettlmntTyp char 0=regular 1=cash 2=next-day 3=t-plus2 4=t-plus3 5=t-plus4 6=future 7=when-and-if-issued
    8=sellers-option 9=t-plus5
4.4 63 SettlType char 0=regular 1=cash 2=next-day 3=t-plus2 4=t-plus3 5=t-plus4 6=future 7=when-and-if-issued
    8=sellers-option 9=t-plus5
5.0+ 63 SettlType string 0=regular 1=cash 2=next-day 3=t-plus2 4=t-plus3 5=t-plus4 6=future 7=when-and-if-issued
    8=sellers-option 9=t-plus5 B=broken-date C=fx-spot-next-settlement
4.2- 64 FutSettDate localmktdate
4.4+ 64 SettlDate localmktdate
75 TradeDate localmktdate
83 RptSeq int
110 MinQty qty
120 SettlCurrency currency
126 ExpireTime utctimestamp
146 NoRelatedSym numingroup
198 SecondaryOrderID string
207 SecurityExchange exchange
263 SubscriptionRequestType char 0=snapshot 1=snapshot-and-updates 2=disable-previous-snapshot
264 MarketDepth int
265 MDUpdateType int 0=full-refresh 1=incremental-refresh
266 AggregatedBook boolean N=no Y=yes
267 NoMDEntryTypes numingroup
268 NoMDEntries numingroup
269 MDEntryType char 0=bid 1=offer 2=trade 3=index-value 4=opening-price 5=closing-price 6=settlement-price
    7=trading-session-high-price 8=trading-session-low-price 9=vwap 4.4+ A=imbalance B=trade-volume
    C=open-interest 5.0+ D=composite-underlying-price E=simulated-sell-price F=simulated-buy-price G=margin-rate
    H=mid-price J=empty-book K=settle-high-price L=settle-low-price M=prior-settle-price N=session-high-bid
    O=session-low-offer P=early-prices Q=auction-clearing-price R=daily-value-adjustment-for-long-positions
    S=swap-value-factor T=cumulative-value-adjustment-for-long U=daily-value-adjustment-for-short-positions
    V=cumulative-value-adjustment-for-short W=fixing-price X=cash-rate Y=recovery-rate Z=recovery-rate-for-long
    a=recovery-rate-for-short
270 MDEntryPx price
271 MDEntrySize qty
272 MDEntryDate utcdateonly
273 MDEntryTime utctimeonly
274 TickDirection char 0=plus-tick 1=zero-plus-tick 2=minus-tick 3=zero-minus-tick
275 MDMkt exchange
276 QuoteCondition multiplevalue A=open B=closed C=exchange-best D=consolidated-best E=locked F=crossed G=depth
    H=fast-trading I=non-firm 5.0+ 0=reserved-sam 1=no-active-sam 2=restricted 3=rest-of-book-vwap
    4=better-prices-in-conditional-orders 5=median-price 6=full-curve 7=flat-curve J=outright-price
    K=implied-price L=manual M=depth-on-offer N=depth-on-bid O=closing P=news-dissemination Q=trading-range
    R=order-influx S=due-to-related T=news-pending U=additional-info V=additional-info-due-to-related W=resume
    X=view-of-common Y=volume-alert Z=order-imbalance a=equipment-changeover b=no-open c=regular-eth
    d=automatic-execution e=automatic-execution-eth f=fast-market-eth g=inactive-eth h=rotation i=rotation-eth
    j=halt k=halt-eth l=due-to-news-dissemination m=due-to-news-pending n=trading-resume o=out-of-sequence
    p=bid-specialist q=offer-specialist r=bid-offer-specialist s=end-of-day-sam t=forbidden-sam u=frozen-sam
    v=pre-opening-sam w=opening-sam x=open-sam y=surveillance-sam z=suspended-sam
277 TradeCondition multiplevalue A=cash B=average-price-trade C=cash-trade D=next-day E=opening
    F=intraday-trade-detail G=rule127-trade H=rule155-trade I=sold-last J=next-day-trade K=opened L=seller
    M=sold N=stopped-stock 5.0+ 0=cancel 1=implied-trade 2=marketplace-entered-trade
    3=multi-asset-class-multileg-trade 4=multileg-to-multileg-trade AA=spread AB=spread-eth AC=straddle
    AD=straddle-eth AE=stopped AF=stopped-eth AG=regular-eth AH=combo AI=combo-eth AJ=official-closing-price
    AK=prior-reference-price AL=stopped-sold-last AM=stopped-out-of-sequence AN=official-closing-price-dup
    AO=crossed-old AP=fast-market AQ=automatic-execution AR=form-t AS=basket-index AT=burst-basket
    AV=quote-spread S=bargain-condition T=converted-price-indicator U=exchange-last V=final-price-of-session
    W=ex-pit X=crossed Y=trades-resulting-from-manual Z=trades-resulting-from-intermarket-sweep a=volume-only
    b=direct-plus c=acquisition d=bunched e=distribution f=bunched-sale g=split-trade h=cancel-stopped
    i=cancel-eth j=cancel-stopped-eth k=out-of-sequence-eth l=cancel-last-eth m=sold-last-sale-eth n=cancel-last
    o=sold-last-sale p=cancel-open q=cancel-open-eth r=opened-sale-eth s=cancel-only t=cancel-only-eth
    u=late-open-eth v=auto-execution-eth w=reopen x=reopen-eth y=adjusted z=adjusted-eth 4.4+
    P=imbalance-more-buyers Q=imbalance-more-sellers R=opening-price
278 MDEntryID string
279 MDUpdateAction char 0=new 1=change 2=delete 5.0+ 3=delete-thru 4=delete-from 5=overlay
280 MDEntryRefID string
282 MDEntryOriginator string
283 LocationID string
284 DeskID string
285 DeleteReason char 0=cancellation 1=error
4.2- 286 OpenCloseSettleFlag char 0=daily-open 1=session-open 2=delivery-settlement-entry
4.4 286 OpenCloseSettlFlag multiplevalue 0=daily-open 1=session-open 2=delivery-settlement-entry
    3=expected-entry 4=entry-from-previous-business-day 5=theoretical-price-value
5.0+ 286 OpenCloseSettlFlag multiplechar 0=daily-open 1=session-open 2=delivery-settlement-entry
    3=expected-entry 4=entry-from-previous-business-day 5=theoretical-price-value
287 SellerDays int
288 MDEntryBuyer string
289 MDEntrySeller string
290 MDEntryPositionNo int
4.2- 291 FinancialStatus char 1=bankrupt
4.4 291 FinancialStatus multiplevalue 1=bankrupt 2=pending-delisting
5.0+ 291 FinancialStatus multiplechar 1=bankrupt 2=pending-delisting 3=restricted
4.2- 292 CorporateAction char A=ex-dividend B=ex-distribution C=ex-rights D=new E=ex-interest
4.4 292 CorporateAction multiplevalue A=ex-dividend B=ex-distribution C=ex-rights D=new E=ex-interest
5.0+ 292 CorporateAction multiplechar A=ex-dividend B=ex-distribution C=ex-rights D=new E=ex-interest
    F=cash-dividend G=stock-dividend H=non-integer-stock-split I=reverse-stock-split
    J=standard-integer-stock-split K=position-consolidation L=liquidation-reorganization M=merger-reorganization
    N=rights-offering O=shareholder-meeting P=spinoff Q=tender-offer R=warrant S=special-action
    T=symbol-conversion U=cusip V=leap-rollover W=succession-event
299 QuoteEntryID string
320 SecurityReqID string
321 SecurityRequestType int 0=request-security-identity-and-specifications
    1=request-security-identity-for-specifications 2=request-list-security-types 3=request-list-securities 5.0+
    4=symbol 5=security-type-and-or-cfi-code 6=product 7=trading-session-id 8=all-securities
    9=market-id-or-market-id
322 SecurityResponseID string
323 SecurityResponseType int 1=accept-as-is 2=accept-with-revisions
    3=list-of-security-types-returned-per-request 4=list-of-securities-returned-per-request
    5=reject-security-proposal 6=cannot-match-selection-criteria
324 SecurityStatusReqID string
325 UnsolicitedIndicator boolean N=no Y=yes
326 SecurityTradingStatus int 1=opening-delay 2=trading-halt 3=resume 4=no-open 5=price-indication
    6=trading-range-indication 7=market-imbalance-buy 8=market-imbalance-sell 9=market-on-close-imbalance-buy
    10=market-on-close-imbalance-sell 12=no-market-imbalance 13=no-market-on-close-imbalance 14=its-pre-opening
    15=new-price-indication 16=trade-dissemination-time 17=ready-to-trade 18=not-available-for-trading
    19=not-traded-on-this-market 20=unknown-or-invalid 4.4+ 21=pre-open 22=opening-rotation 23=fast-market 5.0+
    24=pre-cross 25=cross 26=post-close
4.4- 327 HaltReasonChar char D=news-dissemination E=order-influx I=order-imbalance M=additional-information
    P=news-pending X=equipment-changeover
5.0+ 327 HaltReasonInt int 0=news-dissemination 1=order-influx 2=order-imbalance 3=additional-information
    4=news-pending 5=equipment-changeover
328 InViewOfCommon boolean N=no Y=yes
329 DueToRelated boolean N=no Y=yes
330 BuyVolume qty
331 SellVolume qty
332 HighPx price
333 LowPx price
334 Adjustment int 1=cancel 2=error 3=correction
335 TradSesReqID string
336 TradingSessionID string 5.0+ 1=day 2=half-day 3=morning 4=afternoon 5=evening 6=after-hours
338 TradSesMethod int 1=electronic 2=open-outcry 3=two-party
339 TradSesMode int 1=testing 2=simulated 3=production
340 TradSesStatus int 1=halted 2=open 3=closed 4=pre-open 5=pre-close 4.4+ 0=unknown 6=request-rejected
341 TradSesStartTime utctimestamp
342 TradSesOpenTime utctimestamp
343 TradSesPreCloseTime utctimestamp
344 TradSesCloseTime utctimestamp
345 TradSesEndTime utctimestamp
346 NumberOfOrders int
387 TotalVolumeTraded qty
4.2- 393 TotalNumSecurities int
4.4+ 393 TotNoRelatedSym int
423 PriceType int 1=percentage 2=per-unit 3=fixed-amount 4.4+ 4=discount 5=premium 6=spread 7=ted-price
    8=ted-yield 9=yield 10=fixed-cabinet-trade-price 11=variable-cabinet-trade-price 5.0+
    13=product-ticks-in-halves 14=product-ticks-in-fourths 15=product-ticks-in-eighths
    16=product-ticks-in-sixteenths 17=product-ticks-in-thirty-seconds 18=product-ticks-in-sixty-fourths
    19=product-ticks-in-one-twenty-eighths
432 ExpireDate localmktdate
4.4+ 451 NetChgPrevDay priceoffset
4.4+ 483 TransBkdTime utctimestamp
4.4+ 528 OrderCapacity char A=agency G=proprietary I=individual P=principal R=riskless-principal
    W=agent-for-other-member
4.4+ 537 QuoteType int 0=indicative 1=tradeable 2=restricted-tradeable 3=counter
4.4+ 546 Scope multiplechar 1=local-market 2=national 3=global
4.4+ 547 MDImplicitDelete boolean N=no Y=yes
4.4+ 559 SecurityListRequestType int 0=symbol 1=security-type-and 2=product 3=trading-session-id
    4=all-securities 5.0+ 5=market-id-or-market-id
4.4+ 560 SecurityRequestResult int 0=valid-request 1=invalid-or-unsupported-request 2=no-instruments-found
    3=not-authorized-to-retrieve-instrument-data 4=instrument-data-temporarily-unavailable
    5=request-for-instrument-data-not-supported
4.4+ 561 RoundLot qty
4.4+ 562 MinTradeVol qty
4.4+ 567 TradSesStatusRejReason int 1=unknown-or-invalid-trading-session-id 99=other
4.4+ 574 MatchType string A1=exact-match-plus4-badges-exec-time A2=exact-match-plus4-badges
    A3=exact-match-plus2-badges-exec-time A4=exact-match-plus2-badges A5=exact-match-plus-exec-time
    AQ=stamped-advisories-or-specialist-accepts M1=exact-match-minus-badges-times
    M2=summarized-match-minus-badges-times M3=act-accepted-trade M4=act-default-trade M5=act-default-after-m2
    M6=actm6-match MT=ocs-locked-in S1=a1-exact-match-summarized-quantity S2=a2-exact-match-summarized-quantity
    S3=a3-exact-match-summarized-quantity S4=a4-exact-match-summarized-quantity
    S5=a5-exact-match-summarized-quantity 5.0+ 1=one-party-trade-report 2=two-party-trade-report
    3=confirmed-trade-report 4=auto-match 5=cross-auction 6=counter-order-selection 7=call-auction 8=issuing
4.4+ 625 TradingSessionSubID string 5.0+ 1=pre-trading 2=opening-or-opening-auction 3=continuous
    4=closing-or-closing-auction 5=post-trading 6=scheduled-intraday-auction 7=quiescent
4.4+ 715 ClearingBusinessDate localmktdate
4.4+ 811 PriceDelta float
4.4+ 812 ApplQueueMax int
4.4+ 813 ApplQueueDepth int
4.4+ 814 ApplQueueResolution int 0=no-action-taken 1=queue-flushed 2=overlay-last 3=end-session
4.4+ 815 ApplQueueAction int 0=no-action-taken 1=queue-flushed 2=overlay-last 3=end-session
4.4+ 827 ExpirationCycle int 0=expire-on-trading-session-close 1=expire-on-trading-session-open 5.0+
    2=specified-expiration
4.4+ 828 TrdType int 0=regular-trade 1=block-trade 2=efp 3=transfer 4=late-trade 5=t-trade
    6=weighted-average-price-trade 7=bunched-trade 8=late-bunched-trade 9=prior-reference-price-trade
    10=after-hours-trade 5.0+ 11=exchange-for-risk 12=exchange-for-swap 13=exchange-of-futures-for
    14=exchange-of-options-for-options 15=trading-at-settlement 16=all-or-none 17=futures-large-order-execution
    18=exchange-of-futures-for-futures 19=option-interim-trade 20=option-cabinet-trade
    22=privately-negotiated-trades 23=substitution-of-futures-for-forwards 24=error-trade
    25=special-cum-dividend 26=special-ex-dividend 27=special-cum-coupon 28=special-ex-coupon 29=cash-settlement
    30=special-price 31=guaranteed-delivery 32=special-cum-rights 33=special-ex-rights
    34=special-cum-capital-repayments 35=special-ex-capital-repayments 36=special-cum-bonus 37=special-ex-bonus
    38=large-trade 39=worked-principal-trade 40=block-trades 41=name-change 42=portfolio-transfer
    43=prorogation-buy 44=prorogation-sell 45=option-exercise 46=delta-neutral-transaction
    47=financing-transaction 48=non-standard-settlement 49=derivative-related-transaction 50=portfolio-trade
    51=volume-weighted-average-trade 52=exchange-granted-trade 53=repurchase-agreement 54=otc
    55=exchange-basis-facility
4.4+ 893 LastFragment boolean N=no Y=yes
4.4+ 911 TotNumReports int
5.0+ 963 MDReportID int
5.0+ 964 SecurityReportID int
5.0+ 980 SecurityUpdateAction char A=add D=delete M=modify
5.0+ 1003 TradeID string
5.0+ 1020 TradeVolume qty
5.0+ 1021 MDBookType int 1=top-of-book 2=price-depth 3=order-depth
5.0+ 1022 MDFeedType string
5.0+ 1023 MDPriceLevel int
5.0+ 1024 MDOriginType int 0=book 1=off-book 2=cross
5.0+ 1025 FirstPx price
5.0+ 1026 MDEntrySpotRate float
5.0+ 1027 MDEntryForwardPoints priceoffset
5.0+ 1048 DealingCapacity char A=agent P=principal R=riskless-principal
5.0+ 1070 MDQuoteType int 0=indicative 1=tradeable 2=restricted-tradeable 3=counter 4=indicative-and-tradeable
5.0+ 1093 LotType char 1=odd-lot 2=round-lot 3=block-lot 4=round-lot-based-upon
5.0+ 1173 MDSubBookType int
5.0+ 1174 SecurityTradingEvent int 1=order-imbalance 2=trading-resumes 3=price-volatility-interruption
    4=change-of-trading-session 5=change-of-trading-subsession 6=change-of-security-trading-status
    7=change-of-book-type 8=change-of-market-depth
5.0+ 1187 RefreshIndicator boolean
5.0+ 1300 MarketSegmentID string
5.0+ 1301 MarketID exchange
5.0+ 1310 NoMarketSegments numingroup
5.0+ 1368 TradSesEvent int 0=trading-resumes 1=change-of-trading-session 2=change-of-trading-subsession
    3=change-of-trading-status
5.0+ 1465 SecurityListID string
5.0+ 1466 SecurityListRefID string
5.0+ 1467 SecurityListDesc string
5.0+ 1468 EncodedSecurityListDescLen length
5.0+ 1469 EncodedSecurityListDesc data
5.0+ 1470 SecurityListType int 1=industry-classification 2=trading-list 3=market 4=newspaper-list
5.0+ 1471 SecurityListTypeSource int 1=icb 2=naics 3=gics
5.0+ 1500 MDStreamID string
5.0+ 1504 RelSymTransactTime utctimestamp
`;

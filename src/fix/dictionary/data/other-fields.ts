/**
 * Fields of messages that are no market data: so a log reads well, and a misplaced tag is told from an unknown one.
 * Data of the FIX standard; the notation is explained in ../fields-notation.ts. Any thread.
 */
export const OTHER_FIELDS = `
1 Account string; 2 AdvId string; 3 AdvRefID string; 4 AdvSide char; 5 AdvTransType string; 6 AvgPx price
11 ClOrdID string; 12 Commission amt; 13 CommType char; 14 CumQty qty; 17 ExecID string; 19 ExecRefID string
4.2- 20 ExecTransType char; 21 HandlInst char; 23 IOIID string; 4.2- 24 IOIOthSvc char; 25 IOIQltyInd char
26 IOIRefID string; 27 IOIQty string; 28 IOITransType char; 29 LastCapacity char; 30 LastMkt exchange
32 LastQty qty; 33 NoLinesOfText numingroup; 38 OrderQty qty; 39 OrdStatus char; 41 OrigClOrdID string
42 OrigTime utctimestamp; 44 Price price; 4.2- 46 RelatdSym string; 4.2- 47 Rule80A char
4.2- 51 SendingDate localmktdate; 53 Quantity qty; 61 Urgency char; 62 ValidUntilTime utctimestamp
66 ListID string; 67 ListSeqNo int; 68 TotNoOrders int; 69 ListExecInst string; 70 AllocID string
71 AllocTransType char; 72 RefAllocID string; 73 NoOrders numingroup; 74 AvgPxPrecision int
4.2- 76 ExecBroker string; 77 PositionEffect char; 78 NoAllocs numingroup; 79 AllocAccount string
80 AllocQty qty; 81 ProcessCode char; 82 NoRpts int; 84 CxlQty qty; 85 NoDlvyInst numingroup
4.2- 86 DlvyInst string; 87 AllocStatus int; 88 AllocRejCode int; 4.2- 92 BrokerOfCredit string
94 EmailType char; 99 StopPx price; 100 ExDestination exchange; 102 CxlRejReason int; 103 OrdRejReason int
104 IOIQualifier char; 4.2- 105 WaveNo string; 4.2- 109 ClientID string; 111 MaxFloor qty
113 ReportToExch boolean; 114 LocateReqd boolean; 117 QuoteID string; 118 NetMoney amt; 119 SettlCurrAmt amt
121 ForexReq boolean; 124 NoExecs numingroup; 4.2- 125 CxlType char; 127 DKReason char
130 IOINaturalFlag boolean; 131 QuoteReqID string; 132 BidPx price; 133 OfferPx price; 134 BidSize qty
135 OfferSize qty; 136 NoMiscFees numingroup; 137 MiscFeeAmt amt; 138 MiscFeeCurr currency
139 MiscFeeType string; 140 PrevClosePx price; 147 Subject string; 148 Headline string; 149 URLLink string
150 ExecType char; 151 LeavesQty qty; 152 CashOrderQty qty; 153 AllocAvgPx price; 154 AllocNetMoney amt
155 SettlCurrFxRate float; 156 SettlCurrFxRateCalc char; 157 NumDaysInterest int
158 AccruedInterestRate percentage; 159 AccruedInterestAmt amt; 160 SettlInstMode char; 161 AllocText string
162 SettlInstID string; 163 SettlInstTransType char; 164 EmailThreadID string; 165 SettlInstSource char
4.2- 166 SettlLocation string; 168 EffectiveTime utctimestamp; 169 StandInstDbType int
170 StandInstDbName string; 171 StandInstDbID string; 172 SettlDeliveryType int
4.2- 173 SettlDepositoryCode string; 4.2- 174 SettlBrkrCode string; 4.2- 175 SettlInstCode string
4.2- 176 SecuritySettlAgentName string; 4.2- 177 SecuritySettlAgentCode string
4.2- 178 SecuritySettlAgentAcctNum string; 4.2- 179 SecuritySettlAgentAcctName string
4.2- 180 SecuritySettlAgentContactName string; 4.2- 181 SecuritySettlAgentContactPhone string
4.2- 182 CashSettlAgentName string; 4.2- 183 CashSettlAgentCode string; 4.2- 184 CashSettlAgentAcctNum string
4.2- 185 CashSettlAgentAcctName string; 4.2- 186 CashSettlAgentContactName string
4.2- 187 CashSettlAgentContactPhone string; 188 BidSpotRate price; 189 BidForwardPoints priceoffset
190 OfferSpotRate price; 191 OfferForwardPoints priceoffset; 192 OrderQty2 qty; 193 SettlDate2 localmktdate
194 LastSpotRate price; 195 LastForwardPoints priceoffset; 196 AllocLinkID string; 197 AllocLinkType int
199 NoIOIQualifiers numingroup; 203 CoveredOrUncovered int; 4.2- 204 CustomerOrFirm int
208 NotifyBrokerOfCredit boolean; 209 AllocHandlInst int; 210 MaxShow qty; 211 PegOffsetValue float
214 SettlInstRefID string; 4.2- 219 Benchmark char; 4.4+ 229 TradeOriginationDate localmktdate
4.4+ 230 ExDate localmktdate; 4.4+ 237 TotalTakedown amt; 4.4+ 238 Concession amt
4.4+ 258 TradedFlatSwitch boolean; 4.4+ 259 BasisFeatureDate localmktdate; 4.4+ 260 BasisFeaturePrice price
293 DefBidSize qty; 294 DefOfferSize qty; 295 NoQuoteEntries numingroup; 296 NoQuoteSets numingroup
297 QuoteStatus int; 298 QuoteCancelType int; 300 QuoteRejectReason int; 301 QuoteResponseLevel int
302 QuoteSetID string; 303 QuoteRequestType int; 304 TotNoQuoteEntries int; 337 ContraTrader string
352 EncodedListExecInstLen length; 353 EncodedListExecInst data; 356 EncodedSubjectLen length
357 EncodedSubject data; 358 EncodedHeadlineLen length; 359 EncodedHeadline data; 360 EncodedAllocTextLen length
361 EncodedAllocText data; 366 AllocPrice price; 367 QuoteSetValidUntilTime utctimestamp
368 QuoteEntryRejectReason int; 374 BidRequestTransType char; 375 ContraBroker string; 376 ComplianceID string
377 SolicitedFlag boolean; 378 ExecRestatementReason int; 381 GrossTradeAmt amt; 382 NoContraBrokers numingroup
388 DiscretionInst char; 389 DiscretionOffsetValue float; 390 BidID string; 391 ClientBidID string
392 ListName string; 394 BidType int; 395 NumTickets int; 396 SideValue1 amt; 397 SideValue2 amt
398 NoBidDescriptors numingroup; 399 BidDescriptorType int; 400 BidDescriptor string; 401 SideValueInd int
402 LiquidityPctLow percentage; 403 LiquidityPctHigh percentage; 404 LiquidityValue amt
405 EFPTrackingError percentage; 406 FairValue amt; 407 OutsideIndexPct percentage; 408 ValueOfFutures amt
409 LiquidityIndType int; 410 WtAverageLiquidity percentage; 411 ExchangeForPhysical boolean
412 OutMainCntryUIndex amt; 413 CrossPercent percentage; 414 ProgRptReqs int; 415 ProgPeriodInterval int
416 IncTaxInd int; 417 NumBidders int; 418 BidTradeType char; 419 BasisPxType char
420 NoBidComponents numingroup; 421 Country country; 422 TotNoStrikes int; 424 DayOrderQty qty
425 DayCumQty qty; 426 DayAvgPx price; 427 GTBookingInst int; 428 NoStrikes numingroup; 429 ListStatusType int
430 NetGrossInd int; 431 ListOrderStatus int; 433 ListExecInstType char; 434 CxlRejResponseTo char
437 ContraTradeQty qty; 438 ContraTradeTime utctimestamp; 4.2- 439 ClearingFirm string
4.2- 440 ClearingAccount string; 441 LiquidityNumSecurities int; 442 MultiLegReportingType char
443 StrikeTime utctimestamp; 444 ListStatusText string; 445 EncodedListStatusTextLen length
446 EncodedListStatusText data; 4.4+ 466 BookingRefID string; 4.4+ 467 IndividualAllocID string
4.4+ 468 RoundingDirection char; 4.4+ 469 RoundingModulus float; 4.4+ 473 NoRegistDtls numingroup
4.4+ 474 MailingDtls string; 4.4+ 475 InvestorCountryOfResidence country; 4.4+ 476 PaymentRef string
4.4+ 477 DistribPaymentMethod int; 4.4+ 478 CashDistribCurr currency; 4.4+ 479 CommCurrency currency
4.4+ 480 CancellationRights char; 4.4+ 481 MoneyLaunderingStatus char; 4.4+ 482 MailingInst string
4.4+ 484 ExecPriceType char; 4.4+ 485 ExecPriceAdjustment float; 4.4+ 486 DateOfBirth localmktdate
4.4+ 487 TradeReportTransType int; 4.4+ 488 CardHolderName string; 4.4+ 489 CardNumber string
4.4+ 490 CardExpDate localmktdate; 4.4+ 491 CardIssNum string; 4.4+ 492 PaymentMethod int
4.4+ 493 RegistAcctType string; 4.4+ 494 Designation string; 4.4+ 495 TaxAdvantageType int
4.4+ 496 RegistRejReasonText string; 4.4+ 497 FundRenewWaiv char; 4.4+ 498 CashDistribAgentName string
4.4+ 499 CashDistribAgentCode string; 4.4+ 500 CashDistribAgentAcctNumber string
4.4+ 501 CashDistribPayRef string; 4.4+ 502 CashDistribAgentAcctName string; 4.4+ 503 CardStartDate localmktdate
4.4+ 504 PaymentDate localmktdate; 4.4+ 505 PaymentRemitterID string; 4.4+ 506 RegistStatus char
4.4+ 507 RegistRejReasonCode int; 4.4+ 508 RegistRefID string; 4.4+ 509 RegistDtls string
4.4+ 510 NoDistribInsts numingroup; 4.4+ 511 RegistEmail string; 4.4+ 512 DistribPercentage percentage
4.4+ 513 RegistID string; 4.4+ 514 RegistTransType char; 4.4+ 515 ExecValuationPoint utctimestamp
4.4+ 516 OrderPercent percentage; 4.4+ 517 OwnershipType char; 4.4+ 518 NoContAmts numingroup
4.4+ 519 ContAmtType int; 4.4+ 520 ContAmtValue float; 4.4+ 521 ContAmtCurr currency; 4.4+ 522 OwnerType int
4.4+ 524 NestedPartyID string; 4.4+ 525 NestedPartyIDSource char; 4.4+ 526 SecondaryClOrdID string
4.4+ 527 SecondaryExecID string; 4.4+ 529 OrderRestrictions multiplechar; 4.4+ 530 MassCancelRequestType char
4.4+ 531 MassCancelResponse char; 4.4+ 532 MassCancelRejectReason int; 4.4+ 533 TotalAffectedOrders int
4.4+ 534 NoAffectedOrders numingroup; 4.4+ 535 AffectedOrderID string; 4.4+ 536 AffectedSecondaryOrderID string
4.4+ 538 NestedPartyRole int; 4.4+ 539 NoNestedPartyIDs numingroup; 4.4+ 540 TotalAccruedInterestAmt amt
4.4+ 544 CashMargin char; 4.4+ 545 NestedPartySubID string; 4.4+ 548 CrossID string; 4.4+ 549 CrossType int
4.4+ 550 CrossPrioritization int; 4.4+ 551 OrigCrossID string; 4.4+ 552 NoSides numingroup
4.4+ 557 TotNoSecurityTypes int; 4.4+ 558 NoSecurityTypes numingroup; 4.4+ 563 MultiLegRptTypeReq int
4.4+ 564 LegPositionEffect char; 4.4+ 565 LegCoveredOrUncovered int; 4.4+ 566 LegPrice price
4.4+ 568 TradeRequestID string; 4.4+ 569 TradeRequestType int; 4.4+ 570 PreviouslyReported boolean
4.4+ 571 TradeReportID string; 4.4+ 572 TradeReportRefID string; 4.4+ 573 MatchStatus char
4.4+ 575 OddLot boolean; 4.4+ 576 NoClearingInstructions numingroup; 4.4+ 577 ClearingInstruction int
4.4+ 578 TradeInputSource string; 4.4+ 579 TradeInputDevice string; 4.4+ 580 NoDates numingroup
4.4+ 581 AccountType int; 4.4+ 582 CustOrderCapacity int; 4.4+ 583 ClOrdLinkID string
4.4+ 584 MassStatusReqID string; 4.4+ 585 MassStatusReqType int; 4.4+ 586 OrigOrdModTime utctimestamp
4.4+ 588 LegSettlDate localmktdate; 4.4+ 589 DayBookingInst char; 4.4+ 590 BookingUnit char
4.4+ 591 PreallocMethod char; 4.4+ 626 AllocType int; 4.4+ 631 MidPx price; 4.4+ 632 BidYield percentage
4.4+ 633 MidYield percentage; 4.4+ 634 OfferYield percentage; 4.4+ 635 ClearingFeeIndicator string
4.4+ 636 WorkingIndicator boolean; 4.4+ 637 LegLastPx price; 4.4+ 638 PriorityIndicator int
4.4+ 639 PriceImprovement priceoffset; 4.4+ 640 Price2 price; 4.4+ 641 LastForwardPoints2 priceoffset
4.4+ 642 BidForwardPoints2 priceoffset; 4.4+ 643 OfferForwardPoints2 priceoffset; 4.4+ 644 RFQReqID string
4.4+ 645 MktBidPx price; 4.4+ 646 MktOfferPx price; 4.4+ 647 MinBidSize qty; 4.4+ 648 MinOfferSize qty
4.4+ 649 QuoteStatusReqID string; 4.4+ 650 LegalConfirm boolean; 4.4+ 651 UnderlyingLastPx price
4.4+ 652 UnderlyingLastQty qty; 4.4+ 654 LegRefID string; 4.4+ 655 ContraLegRefID string
4.4+ 656 SettlCurrBidFxRate float; 4.4+ 657 SettlCurrOfferFxRate float; 4.4+ 658 QuoteRequestRejectReason int
4.4+ 659 SideComplianceID string; 4.4+ 660 AcctIDSource int; 4.4+ 661 AllocAcctIDSource int
4.4+ 664 ConfirmID string; 4.4+ 665 ConfirmStatus int; 4.4+ 666 ConfirmTransType int; 4.4+ 669 LastParPx price
4.4+ 670 NoLegAllocs numingroup; 4.4+ 671 LegAllocAccount string; 4.4+ 672 LegIndividualAllocID string
4.4+ 673 LegAllocQty qty; 4.4+ 674 LegAllocAcctIDSource string; 4.4+ 675 LegSettlCurrency currency
4.4+ 681 LegBidPx price; 4.4+ 682 LegIOIQty string; 4.4+ 684 LegOfferPx price; 5.0+ 685 LegOrderQty qty
4.4+ 686 LegPriceType int; 4.4+ 687 LegQty qty; 4.4+ 692 QuotePriceType int; 4.4+ 693 QuoteRespID string
4.4+ 694 QuoteRespType int; 4.4+ 695 QuoteQualifier char; 4.4+ 700 ReversalIndicator boolean
4.4+ 702 NoPositions numingroup; 4.4+ 703 PosType string; 4.4+ 704 LongQty qty; 4.4+ 705 ShortQty qty
4.4+ 706 PosQtyStatus int; 4.4+ 707 PosAmtType string; 4.4+ 708 PosAmt amt; 4.4+ 709 PosTransType int
4.4+ 710 PosReqID string; 4.4+ 712 PosMaintAction int; 4.4+ 713 OrigPosReqRefID string
4.4+ 714 PosMaintRptRefID string; 4.4+ 716 SettlSessID string; 4.4+ 717 SettlSessSubID string
4.4+ 718 AdjustmentType int; 4.4+ 719 ContraryInstructionIndicator boolean
4.4+ 720 PriorSpreadIndicator boolean; 4.4+ 721 PosMaintRptID string; 4.4+ 722 PosMaintStatus int
4.4+ 723 PosMaintResult int; 4.4+ 724 PosReqType int; 4.4+ 725 ResponseTransportType int
4.4+ 726 ResponseDestination string; 4.4+ 727 TotalNumPosReports int; 4.4+ 728 PosReqResult int
4.4+ 729 PosReqStatus int; 4.4+ 730 SettlPrice price; 4.4+ 731 SettlPriceType int
4.4+ 732 UnderlyingSettlPrice price; 4.4+ 733 UnderlyingSettlPriceType int; 4.4+ 734 PriorSettlPrice price
4.4+ 735 NoQuoteQualifiers numingroup; 4.4+ 736 AllocSettlCurrency currency; 4.4+ 737 AllocSettlCurrAmt amt
4.4+ 738 InterestAtMaturity amt; 4.4+ 741 AllocInterestAtMaturity amt; 4.4+ 742 AllocAccruedInterestAmt amt
4.4+ 743 DeliveryDate localmktdate; 4.4+ 744 AssignmentMethod char; 4.4+ 745 AssignmentUnit qty
4.4+ 746 OpenInterest amt; 4.4+ 747 ExerciseMethod char; 4.4+ 748 TotNumTradeReports int
4.4+ 749 TradeRequestResult int; 4.4+ 750 TradeRequestStatus int; 4.4+ 751 TradeReportRejectReason int
4.4+ 752 SideMultiLegReportingType int; 4.4+ 753 NoPosAmt numingroup; 4.4+ 754 AutoAcceptIndicator boolean
4.4+ 755 AllocReportID string; 4.4+ 756 NoNested2PartyIDs numingroup; 4.4+ 757 Nested2PartyID string
4.4+ 758 Nested2PartyIDSource char; 4.4+ 759 Nested2PartyRole int; 4.4+ 760 Nested2PartySubID string
4.4+ 765 AllowableOneSidednessPct percentage; 4.4+ 766 AllowableOneSidednessValue amt
4.4+ 767 AllowableOneSidednessCurr currency; 4.4+ 768 NoTrdRegTimestamps numingroup
4.4+ 769 TrdRegTimestamp utctimestamp; 4.4+ 770 TrdRegTimestampType int; 4.4+ 771 TrdRegTimestampOrigin string
4.4+ 772 ConfirmRefID string; 4.4+ 773 ConfirmType int; 4.4+ 774 ConfirmRejReason int; 4.4+ 775 BookingType int
4.4+ 776 IndividualAllocRejCode int; 4.4+ 777 SettlInstMsgID string; 4.4+ 778 NoSettlInst numingroup
4.4+ 779 LastUpdateTime utctimestamp; 4.4+ 780 AllocSettlInstType int; 4.4+ 781 NoSettlPartyIDs numingroup
4.4+ 782 SettlPartyID string; 4.4+ 783 SettlPartyIDSource char; 4.4+ 784 SettlPartyRole int
4.4+ 785 SettlPartySubID string; 4.4+ 786 SettlPartySubIDType int; 4.4+ 787 DlvyInstType char
4.4+ 790 OrdStatusReqID string; 4.4+ 791 SettlInstReqID string; 4.4+ 792 SettlInstReqRejCode int
4.4+ 793 SecondaryAllocID string; 4.4+ 794 AllocReportType int; 4.4+ 795 AllocReportRefID string
4.4+ 796 AllocCancReplaceReason int; 4.4+ 797 CopyMsgIndicator boolean; 4.4+ 798 AllocAccountType int
4.4+ 799 OrderAvgPx price; 4.4+ 800 OrderBookingQty qty; 4.4+ 801 NoSettlPartySubIDs numingroup
4.4+ 804 NoNestedPartySubIDs numingroup; 4.4+ 805 NestedPartySubIDType int
4.4+ 806 NoNested2PartySubIDs numingroup; 4.4+ 807 Nested2PartySubIDType int; 4.4+ 808 AllocIntermedReqType int
5.0+ 809 NoUsernames numingroup; 4.4+ 818 SecondaryTradeReportID string; 4.4+ 819 AvgPxIndicator int
4.4+ 820 TradeLinkID string; 4.4+ 821 OrderInputDevice string; 4.4+ 822 UnderlyingTradingSessionID string
4.4+ 823 UnderlyingTradingSessionSubID string; 4.4+ 824 TradeLegRefID string; 4.4+ 825 ExchangeRule string
4.4+ 826 TradeAllocIndicator int; 4.4+ 829 TrdSubType int; 4.4+ 830 TransferReason string
4.4+ 832 TotNumAssignmentReports int; 4.4+ 833 AsgnRptID string; 4.4+ 834 ThresholdAmount priceoffset
4.4+ 835 PegMoveType int; 4.4+ 836 PegOffsetType int; 4.4+ 837 PegLimitType int; 4.4+ 838 PegRoundDirection int
4.4+ 839 PeggedPrice price; 4.4+ 840 PegScope int; 4.4+ 841 DiscretionMoveType int
4.4+ 842 DiscretionOffsetType int; 4.4+ 843 DiscretionLimitType int; 4.4+ 844 DiscretionRoundDirection int
4.4+ 845 DiscretionPrice price; 4.4+ 846 DiscretionScope int; 4.4+ 847 TargetStrategy int
4.4+ 848 TargetStrategyParameters string; 4.4+ 849 ParticipationRate percentage
4.4+ 850 TargetStrategyPerformance float; 4.4+ 851 LastLiquidityInd int; 4.4+ 852 PublishTrdIndicator boolean
4.4+ 853 ShortSaleReason int; 4.4+ 854 QtyType int; 4.4+ 855 SecondaryTrdType int; 4.4+ 856 TradeReportType int
4.4+ 857 AllocNoOrdersType int; 4.4+ 858 SharedCommission amt; 4.4+ 859 ConfirmReqID string
4.4+ 860 AvgParPx price; 4.4+ 861 ReportedPx price; 4.4+ 862 NoCapacities numingroup
4.4+ 863 OrderCapacityQty qty; 4.4+ 880 TrdMatchID string; 4.4+ 881 SecondaryTradeReportRefID string
4.4+ 890 MaturityNetMoney amt; 4.4+ 891 MiscFeeBasis int; 4.4+ 892 TotNoAllocs int; 4.4+ 894 CollReqID string
4.4+ 895 CollAsgnReason int; 4.4+ 896 CollInquiryQualifier int; 4.4+ 897 NoTrades numingroup
4.4+ 899 MarginExcess amt; 4.4+ 900 TotalNetValue amt; 4.4+ 901 CashOutstanding amt; 4.4+ 902 CollAsgnID string
4.4+ 903 CollAsgnTransType int; 4.4+ 904 CollRespID string; 4.4+ 905 CollAsgnRespType int
4.4+ 906 CollAsgnRejectReason int; 4.4+ 907 CollAsgnRefID string; 4.4+ 908 CollRptID string
4.4+ 909 CollInquiryID string; 4.4+ 910 CollStatus int; 4.4+ 912 LastRptRequested boolean
4.4+ 920 EndAccruedInterestAmt amt; 4.4+ 921 StartCash amt; 4.4+ 922 EndCash amt; 4.4+ 923 UserRequestID string
4.4+ 924 UserRequestType int; 4.4+ 925 NewPassword string; 4.4+ 926 UserStatus int
4.4+ 927 UserStatusText string; 4.4+ 928 StatusValue int; 4.4+ 929 StatusText string; 4.4+ 930 RefCompID string
4.4+ 931 RefSubID string; 4.4+ 932 NetworkResponseID string; 4.4+ 933 NetworkRequestID string
4.4+ 934 LastNetworkResponseID string; 4.4+ 935 NetworkRequestType int; 4.4+ 936 NoCompIDs numingroup
4.4+ 937 NetworkStatusResponseType int; 4.4+ 938 NoCollInquiryQualifier numingroup; 4.4+ 939 TrdRptStatus int
4.4+ 940 AffirmStatus int; 4.4+ 943 TimeBracket string; 4.4+ 944 CollAction int; 4.4+ 945 CollInquiryStatus int
4.4+ 946 CollInquiryResult int; 4.4+ 948 NoNested3PartyIDs numingroup; 4.4+ 949 Nested3PartyID string
4.4+ 950 Nested3PartyIDSource char; 4.4+ 951 Nested3PartyRole int; 4.4+ 952 NoNested3PartySubIDs numingroup
4.4+ 953 Nested3PartySubID string; 4.4+ 954 Nested3PartySubIDType int; 5.0+ 957 NoStrategyParameters numingroup
5.0+ 958 StrategyParameterName string; 5.0+ 959 StrategyParameterType int
5.0+ 960 StrategyParameterValue string; 5.0+ 961 HostCrossID string; 5.0+ 962 SideTimeInForce utctimestamp
5.0+ 976 QuantityDate localmktdate; 5.0+ 977 ContIntRptID string; 5.0+ 978 LateIndicator boolean
5.0+ 979 InputSource string; 5.0+ 981 NoExpiration numingroup; 5.0+ 982 ExpirationQtyType int
5.0+ 983 ExpQty qty; 5.0+ 984 NoUnderlyingAmounts numingroup; 5.0+ 985 UnderlyingPayAmount amt
5.0+ 986 UnderlyingCollectAmount amt; 5.0+ 987 UnderlyingSettlementDate localmktdate
5.0+ 988 UnderlyingSettlementStatus string; 5.0+ 989 SecondaryIndividualAllocID string
5.0+ 990 LegReportID string; 5.0+ 991 RndPx price; 5.0+ 992 IndividualAllocType int
5.0+ 993 AllocCustomerCapacity string; 5.0+ 994 TierCode string; 5.0+ 1002 AllocMethod int
5.0+ 1005 SideTradeReportID string; 5.0+ 1006 SideFillStationCd string; 5.0+ 1007 SideReasonCd string
5.0+ 1008 SideTrdSubType int; 5.0+ 1009 SideLastQty int; 5.0+ 1011 MessageEventSource string
5.0+ 1012 SideTrdRegTimestamp utctimestamp; 5.0+ 1013 SideTrdRegTimestampType int
5.0+ 1014 SideTrdRegTimestampSrc string; 5.0+ 1015 AsOfIndicator char; 5.0+ 1016 NoSideTrdRegTS numingroup
5.0+ 1028 ManualOrderIndicator boolean; 5.0+ 1029 CustDirectedOrder boolean; 5.0+ 1030 ReceivedDeptID string
5.0+ 1031 CustOrderHandlingInst multiplevalue; 5.0+ 1032 OrderHandlingInstSource int; 5.0+ 1033 DeskType string
5.0+ 1034 DeskTypeSource int; 5.0+ 1035 DeskOrderHandlingInst multiplevalue; 5.0+ 1036 ExecAckStatus char
5.0+ 1037 UnderlyingDeliveryAmount amt; 5.0+ 1040 SecondaryTradeID string; 5.0+ 1041 FirmTradeID string
5.0+ 1042 SecondaryFirmTradeID string; 5.0+ 1043 CollApplType int; 5.0+ 1047 AllocPositionEffect char
5.0+ 1055 PositionCurrency string; 5.0+ 1056 CalculatedCcyLastQty qty; 5.0+ 1057 AggressorIndicator boolean
5.0+ 1065 BidSwapPoints priceoffset; 5.0+ 1066 OfferSwapPoints priceoffset
5.0+ 1067 LegBidForwardPoints priceoffset; 5.0+ 1068 LegOfferForwardPoints priceoffset
5.0+ 1069 SwapPoints priceoffset; 5.0+ 1071 LastSwapPoints priceoffset; 5.0+ 1072 SideGrossTradeAmt amt
5.0+ 1073 LegLastForwardPoints priceoffset; 5.0+ 1074 LegCalculatedCcyLastQty qty
5.0+ 1075 LegGrossTradeAmt amt; 5.0+ 1080 RefOrderID string; 5.0+ 1081 RefOrderIDSource char
5.0+ 1082 SecondaryDisplayQty qty; 5.0+ 1083 DisplayWhen char; 5.0+ 1084 DisplayMethod char
5.0+ 1085 DisplayLowQty qty; 5.0+ 1086 DisplayHighQty qty; 5.0+ 1087 DisplayMinIncr qty
5.0+ 1088 RefreshQty qty; 5.0+ 1089 MatchIncrement qty; 5.0+ 1090 MaxPriceLevels int
5.0+ 1091 PreTradeAnonymity boolean; 5.0+ 1092 PriceProtectionScope char; 5.0+ 1094 PegPriceType int
5.0+ 1095 PeggedRefPrice price; 5.0+ 1096 PegSecurityIDSource string; 5.0+ 1097 PegSecurityID string
5.0+ 1098 PegSymbol string; 5.0+ 1099 PegSecurityDesc string; 5.0+ 1100 TriggerType char
5.0+ 1101 TriggerAction char; 5.0+ 1102 TriggerPrice price; 5.0+ 1103 TriggerSymbol string
5.0+ 1104 TriggerSecurityID string; 5.0+ 1105 TriggerSecurityIDSource string
5.0+ 1106 TriggerSecurityDesc string; 5.0+ 1107 TriggerPriceType char; 5.0+ 1108 TriggerPriceTypeScope char
5.0+ 1109 TriggerPriceDirection char; 5.0+ 1110 TriggerNewPrice price; 5.0+ 1111 TriggerOrderType char
5.0+ 1112 TriggerNewQty qty; 5.0+ 1113 TriggerTradingSessionID string
5.0+ 1114 TriggerTradingSessionSubID string; 5.0+ 1115 OrderCategory char; 5.0+ 1116 NoRootPartyIDs numingroup
5.0+ 1117 RootPartyID string; 5.0+ 1118 RootPartyIDSource char; 5.0+ 1119 RootPartyRole int
5.0+ 1120 NoRootPartySubIDs numingroup; 5.0+ 1121 RootPartySubID string; 5.0+ 1122 RootPartySubIDType int
5.0+ 1123 TradeHandlingInstr char; 5.0+ 1124 OrigTradeHandlingInstr char; 5.0+ 1125 OrigTradeDate localmktdate
5.0+ 1126 OrigTradeID string; 5.0+ 1127 OrigSecondaryTradeID string; 5.0+ 1132 TZTransactTime tztimestamp
5.0+ 1133 ExDestinationIDSource char; 5.0+ 1134 ReportedPxDiff boolean; 5.0+ 1135 RptSys string
5.0+ 1136 AllocClearingFeeIndicator string; 5.0+ 1138 DisplayQty qty
5.0+ 1139 ExchangeSpecialInstructions string; 5.0+ 1152 LegNumber int; 5.0+ 1153 SettlementCycleNo int
5.0+ 1154 SideCurrency currency; 5.0+ 1155 SideSettlCurrency currency; 5.0+ 1157 CcyAmt amt
5.0+ 1158 NoSettlDetails numingroup; 5.0+ 1159 SettlObligMode int; 5.0+ 1160 SettlObligMsgID string
5.0+ 1161 SettlObligID string; 5.0+ 1162 SettlObligTransType char; 5.0+ 1163 SettlObligRefID string
5.0+ 1164 SettlObligSource char; 5.0+ 1165 NoSettlOblig numingroup; 5.0+ 1166 QuoteMsgID string
5.0+ 1167 QuoteEntryStatus int; 5.0+ 1168 TotNoCxldQuotes int; 5.0+ 1169 TotNoAccQuotes int
5.0+ 1170 TotNoRejQuotes int; 5.0+ 1171 PrivateQuote boolean; 5.0+ 1172 RespondentType int
5.0+ 1182 ApplBegSeqNum seqnum; 5.0+ 1183 ApplEndSeqNum seqnum; 5.0+ 1188 Volatility float
5.0+ 1189 TimeToExpiration float; 5.0+ 1190 RiskFreeRate float; 5.0+ 1325 ParentMktSegmID string
5.0+ 1326 TradingSessionDesc string; 5.0+ 1327 TradSesUpdateAction char; 5.0+ 1328 RejectText string
5.0+ 1329 FeeMultiplier float; 5.0+ 1330 UnderlyingLegSymbol string; 5.0+ 1331 UnderlyingLegSymbolSfx string
5.0+ 1332 UnderlyingLegSecurityID string; 5.0+ 1333 UnderlyingLegSecurityIDSource string
5.0+ 1334 NoUnderlyingLegSecurityAltID numingroup; 5.0+ 1335 UnderlyingLegSecurityAltID string
5.0+ 1336 UnderlyingLegSecurityAltIDSource string; 5.0+ 1337 UnderlyingLegSecurityType string
5.0+ 1338 UnderlyingLegSecuritySubType string; 5.0+ 1339 UnderlyingLegMaturityMonthYear monthyear
5.0+ 1340 UnderlyingLegStrikePrice price; 5.0+ 1341 UnderlyingLegSecurityExchange string
5.0+ 1342 NoOfLegUnderlyings numingroup; 5.0+ 1343 UnderlyingLegPutOrCall int
5.0+ 1344 UnderlyingLegCFICode string; 5.0+ 1345 UnderlyingLegMaturityDate localmktdate
5.0+ 1346 ApplReqID string; 5.0+ 1347 ApplReqType int; 5.0+ 1348 ApplResponseType int
5.0+ 1349 ApplTotalMessageCount int; 5.0+ 1351 NoApplIDs numingroup; 5.0+ 1353 ApplResponseID string
5.0+ 1354 ApplResponseError int; 5.0+ 1355 RefApplID string; 5.0+ 1356 ApplReportID string
5.0+ 1357 RefApplLastSeqNum seqnum; 5.0+ 1361 TotNoFills int; 5.0+ 1362 NoFills numingroup
5.0+ 1363 FillExecID string; 5.0+ 1364 FillPx price; 5.0+ 1365 FillQty qty; 5.0+ 1366 LegAllocID string
5.0+ 1367 LegAllocSettlCurrency currency; 5.0+ 1369 MassActionReportID string
5.0+ 1370 NoNotAffectedOrders numingroup; 5.0+ 1371 NotAffectedOrderID string
5.0+ 1372 NotAffOrigClOrdID string; 5.0+ 1373 MassActionType int; 5.0+ 1374 MassActionScope int
5.0+ 1375 MassActionResponse int; 5.0+ 1376 MassActionRejectReason int; 5.0+ 1379 LegVolatility float
5.0+ 1380 DividendYield percentage; 5.0+ 1381 LegDividendYield percentage; 5.0+ 1382 CurrencyRatio float
5.0+ 1383 LegCurrencyRatio float; 5.0+ 1384 LegExecInst multiplechar; 5.0+ 1385 ContingencyType int
5.0+ 1386 ListRejectReason int; 5.0+ 1387 NoTrdRepIndicators numingroup; 5.0+ 1388 TrdRepPartyRole int
5.0+ 1389 TrdRepIndicator boolean; 5.0+ 1390 TradePublishIndicator int; 5.0+ 1391 UnderlyingLegOptAttribute char
5.0+ 1392 UnderlyingLegSecurityDesc string; 5.0+ 1393 MarketReqID string; 5.0+ 1394 MarketReportID string
5.0+ 1395 MarketUpdateAction char; 5.0+ 1396 MarketSegmentDesc string; 5.0+ 1397 EncodedMktSegmDescLen length
5.0+ 1398 EncodedMktSegmDesc data; 5.0+ 1399 ApplNewSeqNum seqnum; 5.0+ 1400 EncryptedPasswordMethod int
5.0+ 1401 EncryptedPasswordLen length; 5.0+ 1402 EncryptedPassword data
5.0+ 1403 EncryptedNewPasswordLen length; 5.0+ 1404 EncryptedNewPassword data
5.0+ 1405 UnderlyingLegMaturityTime tztimeonly; 5.0+ 1407 DefaultApplExtID int
5.0+ 1408 DefaultCstmApplVerID string; 5.0+ 1409 SessionStatus int; 5.0+ 1410 DefaultVerIndicator boolean
5.0+ 1411 Nested4PartySubIDType int; 5.0+ 1412 Nested4PartySubID string
5.0+ 1413 NoNested4PartySubIDs numingroup; 5.0+ 1414 NoNested4PartyIDs numingroup
5.0+ 1415 Nested4PartyID string; 5.0+ 1416 Nested4PartyIDSource char; 5.0+ 1417 Nested4PartyRole int
5.0+ 1418 LegLastQty qty; 5.0+ 1426 ApplReportType int; 5.0+ 1427 SideExecID string; 5.0+ 1428 OrderDelay int
5.0+ 1429 OrderDelayUnit int; 5.0+ 1430 VenueType char; 5.0+ 1431 RefOrdIDReason int
5.0+ 1432 OrigCustOrderCapacity int; 5.0+ 1433 RefApplReqID string; 5.0+ 1434 ModelType int
5.0+ 1443 FillLiquidityInd int; 5.0+ 1444 SideLiquidityInd int; 5.0+ 1461 NoTargetPartyIDs numingroup
5.0+ 1462 TargetPartyID string; 5.0+ 1463 TargetPartyIDSource char; 5.0+ 1464 TargetPartyRole int
5.0+ 1472 NewsID string; 5.0+ 1473 NewsCategory int; 5.0+ 1474 LanguageCode language
5.0+ 1475 NoNewsRefIDs numingroup; 5.0+ 1476 NewsRefID string; 5.0+ 1477 NewsRefType int
5.0+ 1497 StreamAsgnReqID string; 5.0+ 1498 StreamAsgnReqType int; 5.0+ 1499 NoAsgnReqs numingroup
5.0+ 1501 StreamAsgnRptID string; 5.0+ 1502 StreamAsgnRejReason int; 5.0+ 1503 StreamAsgnAckType int
5.0+ 1617 StreamAsgnType int
`;

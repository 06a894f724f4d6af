/**
 * Fields of session messages, rejects, header and trailer.
 * Data of the FIX standard; the notation is explained in ../fields-notation.ts. Any thread.
 */
export const SESSION_FIELDS = `
7 BeginSeqNo seqnum
8 BeginString string
9 BodyLength length
10 CheckSum string
16 EndSeqNo seqnum
34 MsgSeqNum seqnum
35 MsgType string 0=Heartbeat 1=TestRequest 2=ResendRequest 3=Reject 4=SequenceReset 5=Logout 6=IOI
    7=Advertisement 8=ExecutionReport 9=OrderCancelReject A=Logon B=News C=Email D=NewOrderSingle E=NewOrderList
    F=OrderCancelRequest G=OrderCancelReplaceRequest H=OrderStatusRequest J=AllocationInstruction
    K=ListCancelRequest L=ListExecute M=ListStatusRequest N=ListStatus P=AllocationInstructionAck
    Q=DontKnowTrade R=QuoteRequest S=Quote T=SettlementInstructions V=MarketDataRequest
    W=MarketDataSnapshotFullRefresh X=MarketDataIncrementalRefresh Y=MarketDataRequestReject Z=QuoteCancel
    a=QuoteStatusRequest b=MassQuoteAcknowledgement c=SecurityDefinitionRequest d=SecurityDefinition
    e=SecurityStatusRequest f=SecurityStatus g=TradingSessionStatusRequest h=TradingSessionStatus i=MassQuote
    j=BusinessMessageReject k=BidRequest l=BidResponse m=ListStrikePrice n=XMLnonFIX 4.4+
    AA=DerivativeSecurityList AB=NewOrderMultileg AC=MultilegOrderCancelReplace AD=TradeCaptureReportRequest
    AE=TradeCaptureReport AF=OrderMassStatusRequest AG=QuoteRequestReject AH=RFQRequest AI=QuoteStatusReport
    AJ=QuoteResponse AK=Confirmation AL=PositionMaintenanceRequest AM=PositionMaintenanceReport
    AN=RequestForPositions AO=RequestForPositionsAck AP=PositionReport AQ=TradeCaptureReportRequestAck
    AR=TradeCaptureReportAck AS=AllocationReport AT=AllocationReportAck AU=ConfirmationAck
    AV=SettlementInstructionRequest AW=AssignmentReport AX=CollateralRequest AY=CollateralAssignment
    AZ=CollateralResponse BA=CollateralReport BB=CollateralInquiry BC=NetworkCounterpartySystemStatusRequest
    BD=NetworkCounterpartySystemStatusResponse BE=UserRequest BF=UserResponse BG=CollateralInquiryAck
    BH=ConfirmationRequest o=RegistrationInstructions p=RegistrationInstructionsResponse
    q=OrderMassCancelRequest r=OrderMassCancelReport s=NewOrderCross t=CrossOrderCancelReplaceRequest
    u=CrossOrderCancelRequest v=SecurityTypeRequest w=SecurityTypes x=SecurityListRequest y=SecurityList
    z=DerivativeSecurityListRequest 5.0+ BI=TradingSessionListRequest BJ=TradingSessionList
    BK=SecurityListUpdateReport BL=AdjustedPositionReport BM=AllocationInstructionAlert
    BN=ExecutionAcknowledgement BO=ContraryIntentionReport BP=SecurityDefinitionUpdateReport
    BQ=SettlementObligationReport BR=DerivativeSecurityListUpdateReport BS=TradingSessionListUpdateReport
    BT=MarketDefinitionRequest BU=MarketDefinition BV=MarketDefinitionUpdateReport BW=ApplicationMessageRequest
    BX=ApplicationMessageRequestAck BY=ApplicationMessageReport BZ=OrderMassActionReport
    CA=OrderMassActionRequest CB=UserNotification CC=StreamAssignmentRequest CD=StreamAssignmentReport
    CE=StreamAssignmentReportACK
36 NewSeqNo seqnum
43 PossDupFlag boolean N=no Y=yes
45 RefSeqNum seqnum
49 SenderCompID string
50 SenderSubID string
52 SendingTime utctimestamp
56 TargetCompID string
57 TargetSubID string
58 Text string
89 Signature data
90 SecureDataLen length
91 SecureData data
93 SignatureLength length
95 RawDataLength length
96 RawData data
97 PossResend boolean N=no Y=yes
98 EncryptMethod int 0=none-other 1=pkcs 2=des 3=pkcsdes 4=pgpdes 5=pgpdesmd5 6=pemdesmd5
108 HeartBtInt int
112 TestReqID string
115 OnBehalfOfCompID string
116 OnBehalfOfSubID string
122 OrigSendingTime utctimestamp
123 GapFillFlag boolean N=no Y=yes
128 DeliverToCompID string
129 DeliverToSubID string
141 ResetSeqNumFlag boolean N=no Y=yes
142 SenderLocationID string
143 TargetLocationID string
144 OnBehalfOfLocationID string
145 DeliverToLocationID string
212 XmlDataLen length
213 XmlData data
262 MDReqID string
281 MDReqRejReason char 0=unknown-symbol 1=duplicate-md-req-id 2=insufficient-bandwidth
    3=insufficient-permissions 4=unsupported-subscription-request-type 5=unsupported-market-depth
    6=unsupported-md-update-type 7=unsupported-aggregated-book 8=unsupported-md-entry-type 4.4+
    9=unsupported-trading-session-id A=unsupported-scope B=unsupported-open-close-settle-flag
    C=unsupported-md-implicit-delete 5.0+ D=insufficient-credit
347 MessageEncoding string 4.4- EUC-JP=eucjp ISO-2022-JP=iso2022-jp SHIFT_JIS=shift-jis-upper
    Shift_JIS=shift-jis UTF-8=utf8
354 EncodedTextLen length
355 EncodedText data
369 LastMsgSeqNumProcessed seqnum
4.2- 370 OnBehalfOfSendingTime utctimestamp
371 RefTagID int
372 RefMsgType string
373 SessionRejectReason int 0=invalid-tag-number 1=required-tag-missing 2=tag-not-defined-for-this-message-type
    3=undefined-tag 4=tag-specified-without-a-value 5=value-is-incorrect 6=incorrect-data-format-for-value
    7=decryption-problem 8=signature-problem 9=compid-problem 10=sendingtime-accuracy-problem 11=invalid-msgtype
    4.4+ 12=xml-validation-error 13=tag-appears-more-than-once 14=tag-specified-out-of-required-order
    15=repeating-group-fields-out-of-order 16=incorrect-numingroup-count-for-repeating
    17=non-data-value-includes-field-delimiter 99=other
379 BusinessRejectRefID string
380 BusinessRejectReason int 0=other 1=unknown-id 2=unknown-security 3=unsupported-message-type
    4=application-not-available 5=conditionally-required-field-missing 4.4+ 6=not-authorized
    7=deliver-to-firm-not-available-at-this-time 5.0+ 18=invalid-price-increment
383 MaxMessageSize length
384 NoMsgTypes numingroup
385 MsgDirection char R=receive S=send
4.4+ 447 PartyIDSource char 1=korean-investor-id 2=taiwanese-foreign-investor-id 3=taiwanese-trading-acct
    4=malaysian-central-depository 5=chinese-investor-id 6=uk-national-insurance-or-pension-number
    7=us-social-security-number 8=us-employer-or-tax-id-number 9=australian-business-number
    A=australian-tax-file-number B=bic C=general-identifier D=proprietary E=iso-country-code
    F=settlement-entity-location G=mic H=csd-participant I=isitc-acronym
4.4+ 448 PartyID string
4.4+ 452 PartyRole int 1=executing-firm 2=broker-of-credit 3=client-id 4=clearing-firm 5=investor-id
    6=introducing-firm 7=entering-firm 8=locate 9=fund-manager-client-id 10=settlement-location
    11=order-origination-trader 12=executing-trader 13=order-origination-firm 14=giveup-clearing-firm-depr
    15=correspondant-clearing-firm 16=executing-system 17=contra-firm 18=contra-clearing-firm 19=sponsoring-firm
    20=underlying-contra-firm 21=clearing-organization 22=exchange 24=customer-account
    25=correspondent-clearing-organization 26=correspondent-broker 27=buyer 28=custodian 29=intermediary
    30=agent 31=sub-custodian 32=beneficiary 33=interested-party 34=regulatory-body 35=liquidity-provider
    36=entering-trader 37=contra-trader 38=position-account 5.0+ 39=contra-investor-id 40=transfer-to-firm
    41=contra-position-account 42=contra-exchange 43=internal-carry-account 44=order-entry-operator-id
    45=secondary-account-number 46=foreign-firm 47=third-party-allocation-firm 48=claiming-account
    49=asset-manager 50=pledgor-account 51=pledgee-account 52=large-trader-reportable-account 53=trader-mnemonic
    54=sender-location 55=session-id 56=acceptable-counterparty 57=unacceptable-counterparty 58=entering-unit
    59=executing-unit 60=introducing-broker 61=quote-originator 62=report-originator 63=systematic-internaliser
    64=multilateral-trading-facility 65=regulated-market 66=market-maker 67=investment-firm
    68=host-competent-authority 69=home-competent-authority 70=competent-authority-liquidity
    71=competent-authority-transaction-venue 72=reporting-intermediary 73=execution-venue
    74=market-data-entry-originator 75=location-id 76=desk-id 77=market-data-market 78=allocation-entity
    79=prime-broker 80=step-out-firm 81=broker-clearing-id 82=central-registration-depository
    83=clearing-account 84=acceptable-settling-counterparty 85=unacceptable-settling-counterparty
4.4+ 453 NoPartyIDs numingroup
4.4+ 464 TestMessageIndicator boolean N=no Y=yes
4.4+ 523 PartySubID string
4.4+ 553 Username string
4.4+ 554 Password string
4.4+ 627 NoHops numingroup
4.4+ 628 HopCompID string
4.4+ 629 HopSendingTime utctimestamp
4.4+ 630 HopRefID seqnum
4.4+ 789 NextExpectedMsgSeqNum seqnum
4.4+ 802 NoPartySubIDs numingroup
4.4+ 803 PartySubIDType int 1=firm 2=person 3=system 4=application 5=full-legal-name-of-firm 6=postal-address
    7=phone-number 8=email-address 9=contact-name 10=securities-account-number 11=registration-number
    12=registered-address-for-confirmation 13=regulatory-status 14=registration-name 15=cash-account-number
    16=bic 17=csd-participant-member-code 18=registered-address 19=fund-account-name 20=telex-number
    21=fax-number 22=securities-account-name 23=cash-account-name 24=department 25=location-desk
    26=position-account-type 5.0+ 27=security-locate-id 28=market-maker 29=eligible-counterparty
    30=professional-client 31=location 32=execution-venue 33=currency-delivery-identifier
4.4+ 816 NoAltMDSource numingroup
4.4+ 817 AltMDSourceID string
5.0+ 1128 ApplVerID string 0=fix27 1=fix30 2=fix40 3=fix41 4=fix42 5=fix43 6=fix44 7=fix50 8=fix50-sp1
    9=fix50-sp2
5.0+ 1129 CstmApplVerID string
5.0+ 1130 RefApplVerID string
5.0+ 1131 RefCstmApplVerID string
5.0+ 1137 DefaultApplVerID string
5.0+ 1156 ApplExtID int
5.0+ 1406 RefApplExtID int
`;

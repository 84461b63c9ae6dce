# The finance desk.
field-finance-sort = Kind of funding
field-finance-amount = Amount
field-finance-purpose = Purpose
field-finance-registered = Company registered
field-finance-consent = May be passed on
ask-finance-sort = Which kind of funding are you looking for?
ask-finance-amount = About how much do you need, in yuan? You may write “200000”.
ask-finance-purpose = What is the money for? A few sentences.
ask-finance-registered = Is the company registered?
ask-finance-consent = May staff show this to a bank or an investor? If not you still get advice, but no introduction. This desk introduces; it cannot promise you money.
option-sort-loan = loan
option-sort-investment = investment
option-sort-subsidy = subsidy
document-finance-plan = Business plan
document-finance-deck = Pitch deck
document-finance-licence = Business licence
button-introduce = Introduce

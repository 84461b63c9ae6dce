# The finance desk.
field-finance-sort = 需要哪一类
field-finance-amount = 金额
field-finance-purpose = 用途
field-finance-registered = 已注册公司
field-finance-consent = 同意转给对接方
ask-finance-sort = 想对接哪一类资金？
ask-finance-amount = 大概需要多少钱？可以写“20万”。
ask-finance-purpose = 钱用来做什么？几句话。
ask-finance-registered = 公司注册了吗？
ask-finance-consent = 同意老师把这份申请转给银行或投资方看吗？不同意也会给你建议，但不会引荐。本服务只对接，不承诺一定拿到资金。
option-sort-loan = 贷款
option-sort-investment = 投资
option-sort-subsidy = 补贴
document-finance-plan = 商业计划书
document-finance-deck = 路演材料
document-finance-licence = 营业执照
button-introduce = 引荐

# 描述项目需求和导师所长的固定用词（mentors/vocabulary.py）。

stage-idea = 想法阶段
stage-prototype = 已有样机
stage-registered = 已注册公司
stage-revenue = 已有营收

industry-smart-hardware = 智能硬件
industry-software = 人工智能与软件
industry-biomed = 生物医药
industry-materials = 新材料
industry-energy = 能源环保
industry-agriculture = 现代农业
industry-education = 教育
industry-culture = 文化创意
industry-consumer = 消费生活
industry-manufacturing = 先进制造
industry-finance = 金融
industry-social = 公益与社会企业
industry-transport = 交通与航天
industry-other = 其他行业

need-funding = 融资
need-patent = 专利
need-customers = 找客户
need-technology = 技术
need-law = 法律
need-team = 团队
need-product = 产品
need-policy = 政策
need-market = 市场与品牌
need-tax = 财税
need-space = 场地入孵
need-international = 海外

mentor-kind-practice = 实践导师
mentor-kind-training = 培训导师
mentor-kind-review = 评审导师

mentor-origin-campus = 校内
mentor-origin-enterprise = 企业
mentor-origin-investor = 投资
mentor-origin-legal = 法律
mentor-origin-alumni = 校友

speaks-zh = 中文
speaks-en = 英文

weekday-mon = 周一
weekday-tue = 周二
weekday-wed = 周三
weekday-thu = 周四
weekday-fri = 周五
weekday-sat = 周六
weekday-sun = 周日

daytime-morning = 上午
daytime-afternoon = 下午
daytime-evening = 晚上

decline-no-time = 近期没时间
decline-not-my-field = 不是我的领域
decline-conflict = 有利益冲突
decline-too-early = 项目还太早
decline-unclear = 没看懂需求
decline-other = 其他原因

conflict-same-lab = 同一课题组
conflict-judge = 所参加比赛的评委
conflict-inventor = 成果完成人或受让方
conflict-competitor = 投资了竞争项目
conflict-relative = 申报过的亲属关系
conflict-other = 其他利益关系

# Questions that a button asks (its label is the question) and the cards they stand on.

ask-student-share = 学校把专利许可给我，老师能分多少？
ask-student-owner = 在实验室做出来的发明，专利归谁？
ask-student-partners = 合伙企业还不清债务，合伙人承担什么责任？
ask-student-support = 毕业生创办小企业有什么税费优惠？
ask-mentor-share = 成果许可的净收入，奖励比例最低多少？
ask-mentor-improve = 许可后自己改进的技术归谁？
ask-mentor-form = 技术许可合同要书面形式吗？
ask-staff-publicity = 协议定价要公示什么？
ask-staff-report = 科技成果转化年度报告要写哪些内容？
ask-staff-holiday = 期间最后一天是法定休假日怎么算？
ask-staff-approval = 学校可以自主决定转让、许可科技成果吗？

examples =
    <b>换个问法：写清“谁、做什么、在哪里”。</b>
    写出法名和条号也行，例如：专利法第六条。
    或点一个例子：

action-license = 我想申请许可
action-share = 收益怎么分
action-mentor = 我想找导师
action-incubation = 我想入孵
action-competition = 我想参赛

next-license =
    <b>许可申请还不能在这里办理，你的意向已记下。</b>
    去谈之前，先弄清这几件事（点一下看条文）：
next-share =
    <b>这里还不能替你算账，你的意向已记下。</b>
    分配看这几条（点一下看条文）：
next-competition =
    <b>竞赛报名还不能在这里办理，你的意向已记下。</b>
    可以先看这几条（点一下看条文）：

ask-license-form = 专利许可合同要书面形式吗？
ask-license-others = 被许可人可以允许别人实施该专利吗？
ask-license-open = 开放许可的专利能给我独占许可吗？
ask-share-floor = 许可净收入的奖励比例最低多少？
ask-share-equity = 科技成果作价投资，给完成人多少股份？
ask-share-rule = 奖励报酬的数额，单位可以自己规定吗？
ask-advice-support = 国家对大学生创业有什么指导和服务？
ask-advice-machine = 只由机器做的决定，我可以拒绝吗？
ask-incubation-support = 科技企业孵化器提供什么服务？
ask-incubation-tax = 小微企业有什么税收优惠？
ask-competition-owner = 两人以上合作创作的作品，著作权归谁？
ask-competition-novelty = 发明在展览会上展出后会丧失新颖性吗？

"""Made-up rules for tests: no such place, school or plan exists."""

from knowledge.clauses import split
from knowledge.documents import Clause, Kind

CLOUD = """# 云梦市学生创业促进条例

2024年3月1日 云梦市第一届人民代表大会常务委员会第一次会议通过

<!-- INFO END -->

目　录

第一章　总则
第二章　场地和资金
第三章　附则

## 第一章　总则

第一条 为了促进学生创业，制定本条例。

第二条 本条例所称学生，是指在本市高等学校注册的本科生和研究生。

第三条规定的期限从注册之日起算的说明由学校公布。

## 第二章　场地和资金

### 第一节　场地

第三条 学校的孵化场地向学生团队开放，免费使用工位的期限为六个月。

期满需要继续使用的，应当提前三十日申请。

第四条 团队不得有下列行为：

（一）转租工位；

（二）在场地内存放危险物品。

### 第二节　资金

第五条 学生首次创办企业，可以申请创业补贴二千元。

第五条之一 补贴申请应当自领取营业执照之日起一年内提出。

依照第三条、第四条的规定被清退的团队，不得申请补贴。

## 第三章　附则

第六条 本条例自2024年5月1日起施行。
"""

LICENCE = """# 星河大学专利许可办法

第一条 本办法适用于本校专利向学生创业企业的许可。

第二条 学生创业企业取得本校专利的普通许可，前三年免收许可费。

第三条 许可收益的百分之六十归发明人，百分之二十归所在学院。

第四条 发明人离校的，其应得的份额不变。

第五条 许可合同应当采用书面形式，并自签订之日起三个月内备案。
"""


def clauses(*texts: str) -> list[Clause]:
    """The clauses of some of the texts above (both by default), as the library would hold them."""
    found: list[Clause] = []
    for text in texts or (CLOUD, LICENCE):
        title = text.splitlines()[0].removeprefix("# ")
        local = title.startswith("云梦")
        found += split(
            text,
            document=title,
            title=title,
            version="2024-05-01",
            kind=Kind.LOCAL if local else Kind.POLICY,
            jurisdiction="云梦" if local else "本校",
        )
    return found

# 我的项目：项目卡片、团队、股权、邀请。

error-team-shares = 合计会超过 100%，现在还能分 { $left }%。什么都没改。
error-team-full = 团队连同没答复的邀请最多 { $limit } 人。请先撤回或移出一位。
error-team-owner-stays = 你是负责人，要先把项目交给别的成员才能退出。
error-team-no-heir = 只能交给已经加入的成员，指导教师和没答复的人不行。
